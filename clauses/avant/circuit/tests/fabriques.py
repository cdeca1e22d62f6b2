"""Un marché en préparation, ses pièces et leurs versions, et les comptes des trois parties."""

import hashlib
from dataclasses import dataclass
from typing import Any

from clauses.avant.circuit.models import Dossier, Remarque
from clauses.avant.circuit.services import dossiers, remarques
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.tests import fabriques as marches


def marche_en_preparation(chez: StructurePorteuse, **champs: Any) -> Marche:
    operation = marches.operation(chez, etat="preparation")
    champs = {
        "objet": "Entretien des espaces verts",
        "etat": "prepare",
        "date_notification": None,
        "date_debut": None,
        **champs,
    }
    marche = marches.marche(operation, **champs)
    marches.clause(marches.lot(marche))
    return marche


def piece(de: Marche, nature: str = "ccap", *, versions: int = 1) -> Piece:
    la_piece = creer(Piece, marche=de, nature=nature)
    for _ in range(versions):
        version(la_piece)
    return la_piece


def version(de: Piece, texte: str = "") -> VersionDePiece:
    """La version suivante de la pièce."""
    rang = de.versions.count() + 1
    contenu = f"{de.nature} {rang} {texte}".encode()
    return creer(
        VersionDePiece,
        piece=de,
        rang=rang,
        origine="engendree",
        nom_fichier=f"{de.nature}-{rang}.docx",
        contenu=contenu,
        empreinte=hashlib.sha256(contenu).hexdigest(),
        texte=texte or f"Article 6, version {rang}",
    )


@dataclass
class Scene:
    """Un marché, deux pièces, et qui les relit."""

    porteuse: StructurePorteuse
    marche: Marche
    ccap: Piece
    annexe: Piece
    facilitateur: Appartenance
    acheteur: Appartenance
    juriste: Appartenance

    def acteur(self, qui: str) -> Acteur:
        appartenance: Appartenance = getattr(self, qui)
        return appartenance.en_acteur()

    def ouvrir(self) -> Dossier:
        return dossiers.ouvrir(self.marche, par=self.acteur("facilitateur"))

    def chez_l_acheteur(self, **choix: Any) -> Dossier:
        return self.passer("facilitateur", "acheteur", **choix)

    def passer(self, de: str, vers: str, **choix: Any) -> Dossier:
        return dossiers.transmettre(self.ouvrir(), par=self.acteur(de), vers=vers, **choix)

    def remarque(self, qui: str = "acheteur", texte: str = "La pénalité est trop basse") -> Remarque:
        return remarques.remarquer(self.ouvrir(), self.ccap, par=self.acteur(qui), texte=texte)


def scene() -> Scene:
    porteuse = structures.porteuse()
    marche = marche_en_preparation(porteuse)
    donneur = marche.operation.donneur_d_ordre
    return Scene(
        porteuse,
        marche,
        piece(marche, "ccap"),
        piece(marche, "ae"),
        comptes.facilitateur(porteuse),
        comptes.donneur_d_ordre(donneur),
        comptes.juriste(donneur),
    )
