"""Ce qu'un classeur d'heures fait comprendre, case par case : pour le rapport que l'on emporte.

Chaque champ se lit par la fonction même de la vérification ; rien n'est rapproché de la base.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial

from django.utils import timezone

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.origine import Lecteur, Origine, OrigineDeTableau
from clauses.fond.socle.valeurs import lire_code_postal, lire_date, lire_mois, lire_sexe
from clauses.fond.socle.valeurs.dates import NAISSANCE_MIN
from clauses.fond.structures.models import Nature
from clauses.suivi.declarations.imports import formats, mots_du_contrat, vocabulaire
from clauses.suivi.declarations.imports.contrats import AVENIR
from clauses.suivi.declarations.imports.formats import Classeur, Modele
from clauses.suivi.declarations.imports.mensuel import PREMIER_MOIS
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.participants.models import Participant
from regles.publics import CRITERES


def origine_de(classeur: Classeur, arrete_au: date | None = None) -> Origine:
    """Le classeur, à relire pour son rapport. `arrete_au` : le jour où il a été extrait ; aujourd'hui sinon."""
    lecteurs = dict(_LECTEURS[classeur.format.modele])
    if classeur.format.modele == Modele.PARTICIPANTS:
        lecteurs["publics"] = partial(_publics, jour=arrete_au or timezone.localdate())
    return OrigineDeTableau(classeur.tableau, classeur.format.connues, lecteurs)


def _heures(champ: str) -> Lecteur:
    return lambda cellules: None if cellules.brute(champ) == "" else cellules.heures(champ)


def _texte(champ: str, longueur: int = 250) -> Lecteur:
    return lambda cellules: cellules.texte(champ, longueur)


def _mois(cellules: Cellules) -> date | None:
    return lire_mois(cellules.brute(formats.MOIS), minimum=PREMIER_MOIS, maximum=timezone.localdate())


def _naissance(cellules: Cellules) -> date | None:
    return lire_date(cellules.brute(formats.NAISSANCE), minimum=NAISSANCE_MIN, maximum=timezone.localdate())


def _debut(cellules: Cellules) -> date | None:
    return cellules.date(formats.DEBUT_CONTRAT, maximum=timezone.localdate() + AVENIR)


def _fin(cellules: Cellules) -> date | None:
    return mots_du_contrat.fin(cellules, timezone.localdate() + AVENIR)


def _modalite(cellules: Cellules) -> str:
    modalite, nature = mots_du_contrat.modalite(cellules)
    mots = [ContratInsertion.Modalite(modalite).label, Nature(nature).label if nature else ""]
    return ", ".join(filter(None, mots))


def _type(cellules: Cellules) -> str:
    return str(ContratInsertion.TypeContrat(mots_du_contrat.type_de_contrat(cellules)).label)


def _motif_de_fin(cellules: Cellules) -> str:
    code = mots_du_contrat.motif_de_fin(cellules)
    return str(ContratInsertion.MotifFin(code).label) if code else ""


def _metier(cellules: Cellules) -> str:
    lu = vocabulaire.metier(cellules.texte(formats.METIER), cellules.texte(formats.APPELLATION))
    return " ".join(filter(None, lu))


def _operation(cellules: Cellules) -> str:
    return cellules.texte(formats.OPERATION) or cellules.texte(formats.MARCHE, 1000)[:250]


def _publics(cellules: Cellules, jour: date | None) -> str:
    return _criteres(cellules.texte(formats.STATUT, 1000), jour)


def _publics_du_contrat(cellules: Cellules) -> str:
    return _publics(cellules, _debut(cellules))


@lru_cache(maxsize=4096)
def _criteres(texte: str, jour: date | None) -> str:
    """Les mêmes statuts reviennent d'une ligne à l'autre, et se lisent lentement."""
    return " ; ".join(CRITERES[code].libelle for code in vocabulaire.statuts(texte, jour))


def _niveau(cellules: Cellules) -> str:
    code = vocabulaire.niveau(cellules.cle(formats.NIVEAU))
    return str(Participant.Niveau(code).label) if code else ""


_PERSONNE: Mapping[str, Lecteur] = {
    "dossier": _texte(formats.DOSSIER, 40),
    "nom": _texte(formats.NOM, 80),
    "prénom": _texte(formats.PRENOM, 80),
    "sexe": lambda cellules: lire_sexe(cellules.brute(formats.SEXE)),
    "naissance": _naissance,
    "code postal": lambda cellules: lire_code_postal(cellules.brute(formats.CODE_POSTAL)),
    "commune": _texte(formats.COMMUNE, 120),
    "niveau": _niveau,
    "publics": _publics_du_contrat,
    "prescripteur": _texte(formats.PRESCRIPTEUR),
}
_LECTEURS: Mapping[str, Mapping[str, Lecteur]] = {
    Modele.PARTICIPANTS: {**_PERSONNE, "courriel": _texte(formats.COURRIEL)},
    Modele.CONTRATS: {
        **_PERSONNE,
        "employeur": _texte(formats.EMPLOYEUR),
        "SIRET de l'employeur": lambda cellules: cellules.siret(formats.SIRET),
        "modalité": _modalite,
        "entreprise utilisatrice": _texte(formats.UTILISATRICE),
        "type de contrat": _type,
        "début": _debut,
        "fin": _fin,
        "motif de fin": _motif_de_fin,
        "métier": _metier,
        "donneur d'ordre": _texte(formats.MAITRE_OUVRAGE),
        "opération": _operation,
        "marché": _texte(formats.MARCHE, 1000),
        "lot": _texte(formats.LOT, 20),
        "heures travaillées": _heures(formats.HEURES),
        "heures de formation": _heures(formats.HEURES_FORMATION),
        "heures d'accompagnement": _heures(formats.HEURES_ACCOMPAGNEMENT),
    },
    Modele.MENSUEL: {
        "mois": _mois,
        "heures travaillées": _heures(formats.TRAVAILLEES),
        "heures de formation": _heures(formats.FORMATION),
        "heures d'accompagnement": _heures(formats.ACCOMPAGNEMENT),
        "observation": _texte(formats.OBSERVATION),
        "SIRET de l'employeur": lambda cellules: cellules.siret(formats.SIRET),
    },
}
