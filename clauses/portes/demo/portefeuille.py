"""Le portefeuille : autour du récit, autant de marchés qu'en suit une facilitatrice, pour voir les listes en grand.

Tout est dit par les services du métier, comme le récit ; ce qui varie d'un marché à l'autre découle de son rang : deux
chargements du même jour racontent la même chose.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clauses.fond.socle.acte import enregistrer
from clauses.fond.structures.fictif import siret_fictif
from clauses.fond.structures.models import Famille, Nature, Structure
from clauses.portes.demo.conteur import Conteur
from clauses.portes.demo.distribution import CODES_POSTAUX, Personnage
from clauses.suivi.marches.models import Lot, Operation
from clauses.suivi.marches.services import lots

DONNEES = Path(__file__).parent / "donnees" / "portefeuille.yaml"
PREMIER_SIRET = 100
MOIS_ECOULES = 18  # les marchés ont commencé entre le mois dernier et celui-là
COUT_DE_L_HEURE = Decimal(420)  # un euro de marché sur tant finance une heure : l'ordre de grandeur de la doctrine
AGES = (19, 23, 28, 33, 38, 44, 52, 57)
NIVEAUX = ("infra3", "niveau3", "infra3", "niveau4", "niveau3", "niveau5")
CRITERES = (("deld",), ("rsa",), ("deld", "rsa"), ("boeth",), ("deld", "qpv"), ("rsa", "qpv"))
MODALITES = (
    ("embauche_directe", "cdd", ""),
    ("mise_a_disposition", "ctti", "etti"),
    ("mise_a_disposition", "professionnalisation", "geiq"),
    ("embauche_directe", "apprentissage", ""),
)
# Mois que l'entreprise n'a pas encore transmis : la plupart sont à jour, quelques-unes se taisent.
SILENCES = (0, 0, 1, 0, 0, 3, 0, 0, 2, 0, 6)
# Mois transmis qui attendent la facilitatrice.
ATTENTES = (1, 1, 2, 1, 3)
PLEIN_MOIS = 140  # heures
# La part de l'engagement qu'elle tient : les unes en avance, d'autres très loin.
ALLURES = ("1.1", "0.9", "0.6", "1", "0.35", "0.95", "0.8", "0")


@dataclass(frozen=True)
class Achat:
    """Un achat du fichier : à quel acheteur, son nom, ses lots (intitulé, métier, montant en €)."""

    acheteur: str
    nom: str
    nature: str
    cpv: str
    duree: int
    lots: list[tuple[str, str, int]]
    est_annuel: bool = False
    est_anru: bool = False


@cache
def _fichier() -> dict[str, Any]:
    lu: dict[str, Any] = yaml.safe_load(DONNEES.read_text(encoding="utf-8"))
    return lu


def _attend_un_jugement(rang: int) -> bool:
    """Un lot sur neuf : l'éligibilité de qui y travaille n'est pas prononcée, ses heures sont bloquées."""
    return rang % 9 == 0


class Portefeuille(Conteur):
    """Les marchés de plus. Ses scènes se jouent, mois par mois, comme celles du récit."""

    def raconter(self, combien: int) -> None:
        """Pose `combien` marchés de plus ; un sur quatre est le second de son opération."""
        self._poser_les_entreprises()
        achats = [Achat(**achat) for achat in _fichier()["achats"]]
        for rang in range(combien):
            achat = achats[(rang - (rang + 1) // 4) % len(achats)]
            if rang % 4 < 3:
                operation = self._ouvrir(achat, rang)
            self._poser_un_marche(operation, achat, rang)

    def _poser_les_entreprises(self) -> None:
        noms = [(metier, nom) for metier, siennes in _fichier()["entreprises"].items() for nom in siennes]
        for rang, (metier, nom) in enumerate(noms):
            commune = list(CODES_POSTAUX)[rang % len(CODES_POSTAUX)]
            structure = Structure(
                porteuse=self.troupe.porteuse,
                siret=siret_fictif(PREMIER_SIRET + rang),
                nom=nom,
                famille=Famille.AUTRE,
                nature=Nature.PRIVE,
                code_postal=CODES_POSTAUX[commune],
                commune=commune,
            )
            self.troupe.structures[f"{metier} {rang}"] = enregistrer(structure)

    def _ouvrir(self, achat: Achat, rang: int) -> Operation:
        lieux, communes = _fichier()["lieux"], _fichier()["communes"]
        return self._operation(
            achat.nom.format(lieu=lieux[rang * 5 % len(lieux)]),
            achat.acheteur,
            communes[rang % len(communes)],
            est_anru=achat.est_anru,
        )

    def _poser_un_marche(self, operation: Operation, achat: Achat, rang: int) -> None:
        debut = -1 - rang * 7 % MOIS_ECOULES
        marche = self._marche(
            operation,
            f"{self.mois(debut).year}-{achat.nature[:3].upper()}-{100 + rang}",
            f"{operation.nom}, seconde phase" if rang % 4 == 3 else operation.nom,
            est_alloti=True,
            nature_achat=achat.nature,
            procedure="ao_ouvert" if rang % 3 else "mapa",
            montant_ht=Decimal(sum(montant for _, _, montant in achat.lots)),
            date_notification=self.mois(debut) - timedelta(days=20),
            date_debut=self.mois(debut),
            duree_mois=achat.duree,
            cpv=achat.cpv,
            lieu_nom=operation.commune,
        )
        for numero, (intitule, metier, montant) in enumerate(achat.lots, start=1):
            lot = lots.creer(marche, par=self.par, numero=str(numero), intitule=intitule, montant_ht=Decimal(montant))
            self._suivre(lot, achat, metier, rang * 3 + numero, debut)

    def _suivre(self, lot: Lot, achat: Achat, metier: str, rang: int, debut: int) -> None:
        """La clause du lot, son titulaire, et qui y travaille depuis le mois d'après son début."""
        par_mois = self._engager(lot, achat)
        cles = [cle for cle in self.troupe.structures if cle.split(" ")[0] == metier]
        titulaire = cles[rang % len(cles)]
        scene = f"portefeuille {rang}"
        self._attribuer(scene, lot, titulaire)
        self.scenes[scene].silence = SILENCES[rang % len(SILENCES)]
        self.scenes[scene].a_valider = MOIS_ECOULES if _attend_un_jugement(rang) else ATTENTES[rang % len(ATTENTES)]
        if debut < -1:
            self._embaucher(scene, titulaire, rang, debut + 1, par_mois * Decimal(ALLURES[rang % len(ALLURES)]))

    def _engager(self, lot: Lot, achat: Achat) -> Decimal:
        """Pose la clause et rend ce qu'elle demande, en heures par mois."""
        heures = ((lot.montant_ht or 0) / COUT_DE_L_HEURE / 10).quantize(Decimal(1)) * 10
        if achat.est_annuel:
            par_an = (heures * 12 / achat.duree / 10).quantize(Decimal(1)) * 10
            self._clause(lot, formule="annuelle", heures_par_an=par_an)
            return par_an / 12
        self._clause(lot, formule="fixe", heures=heures)
        return heures / achat.duree

    def _embaucher(self, scene: str, titulaire: str, rang: int, depuis: int, par_mois: Decimal) -> None:
        """Une ou deux personnes, qui font ensemble ces heures. Nulle, l'entreprise n'a encore pris personne."""
        combien = 2 if par_mois > PLEIN_MOIS else 1
        heures = min(int(par_mois / combien), PLEIN_MOIS)
        for n in range(combien if heures else 0):
            modalite, type_contrat, employeur = MODALITES[(rang + n) % len(MODALITES)]
            self._contrat(
                scene,
                self._inventer(rang * 2 + n),
                employeur or titulaire,
                depuis,
                heures,
                type_contrat,
                modalite,
                "F1702",
                fin=-3 if rang % 5 == 0 and depuis < -6 else None,
                juger=not _attend_un_jugement(rang),
            )

    def _inventer(self, rang: int) -> str:
        """Une personne de plus dans la distribution ; une sur quatre est une femme, comme il en va au bâtiment."""
        sexe = "F" if rang % 4 == 1 else "H"
        prenoms, communes = _fichier()["prenoms"][sexe], _fichier()["communes"]
        criteres = CRITERES[rang % len(CRITERES)]
        cle = f"portefeuille {rang}"
        self.troupe.personnages[cle] = Personnage(
            prenoms[rang % len(prenoms)],
            sexe,
            AGES[rang * 3 % len(AGES)],
            NIVEAUX[rang % len(NIVEAUX)],
            "oui" if "qpv" in criteres else "non",
            communes[rang % len(communes)],
            criteres,
        )
        return cle
