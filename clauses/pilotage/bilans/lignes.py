"""Les lignes derrière un chiffre : leurs colonnes, à l'écran et dans le classeur.

Pour qui n'a pas à voir les personnes, une ligne n'est pas un contrat : elle réunit ce qu'un attributaire a fait sur un
lot, pendant des mois réunis jusqu'à cinq personnes (docs/decisions/0048).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.templatetags.clause import etat
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.faits import Fait
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.mois_reunis import additionner_par_periode, mois_couverts, periode_en_mots
from regles.publication import Periode

_ETATS = dict(LigneHeures.Etat.choices)
_MODALITES = dict(ContratInsertion.Modalite.choices)
_CONTRATS = dict(ContratInsertion.TypeContrat.choices)


@dataclass(frozen=True)
class LigneReunie:
    """Les heures, de plusieurs personnes ou de toute une entreprise, d'un attributaire sur un lot. `periode` : ses
    premiers de mois, du premier au dernier. `retenues`, ou `declarees` (à décider) : l'autre est `None`."""

    exemple: Fait
    periode: Periode
    retenues: Decimal | None
    declarees: Decimal | None

    @property
    def mois(self) -> str:
        return "tous mois en attente" if self.retenues is None else periode_en_mots(self.periode)


def reunir(faits: Iterable[Fait], periodes: Sequence[Periode]) -> list[LigneReunie]:
    """Les lignes retenues, par période, lot et attributaire ; puis ce qui attend une décision, tous mois réunis."""
    lus = list(faits)
    retenus = [fait for fait in lus if fait.est_retenu and fait.retenues]
    attendent = [fait for fait in lus if fait.en_attente and fait.declarees]
    tous = {mois for fait in attendent for mois in mois_couverts(fait.depuis, fait.mois)}
    return [
        *(LigneReunie(e, periode, heures, None) for e, periode, heures in _sommes(retenus, periodes, "retenues")),
        *(LigneReunie(e, p, None, heures) for e, p, heures in _sommes(attendent, [tuple(sorted(tous))], "declarees")),
    ]


def _sommes(faits: Sequence[Fait], periodes: Sequence[Periode], compte: str) -> list[tuple[Fait, Periode, Decimal]]:
    """(un fait de la case, la période, les heures), période après période."""
    exemples: dict[Hashable, Fait] = {(fait.lot_id, fait.titulaire_id): fait for fait in faits}
    lus = (((f.lot_id, f.titulaire_id), mois_couverts(f.depuis, f.mois), getattr(f, compte)) for f in faits)
    heures = additionner_par_periode(lus, periodes)
    cles = sorted(heures, key=lambda cle: (cle[0], _ordre(exemples[cle[1]])))
    return [(exemples[case], periodes[rang], heures[rang, case]) for rang, case in cles]


def _ordre(fait: Fait) -> tuple[str, str, str, str]:
    return (cle_de_tri(fait.lot_numero), cle_de_tri(fait.titulaire), str(fait.lot_id), str(fait.titulaire_id))


def _etat(fait: Fait) -> str:
    return str(_ETATS.get(fait.etat, fait.etat))


def _lot(fait: Fait) -> str:
    return f"Lot {fait.lot_numero} — {fait.lot_intitule}"


COLONNES = (
    Colonne("mois", "Mois", "mois"),
    Colonne("nom", "Nom", largeur=18, personnelle=True),
    Colonne("prenom", "Prénom", largeur=16, personnelle=True),
    Colonne("age", "Âge à l'entrée", "entier", personnelle=True, ou="export"),
    Colonne("lot", "Lot", largeur=28, lire=_lot),
    Colonne("titulaire", "Attributaire", largeur=26),
    Colonne("employeur", "Employeur", largeur=26),
    Colonne("modalite", "Modalité", "mots", largeur=22, lire=lambda fait: _MODALITES.get(fait.modalite, fait.modalite)),
    Colonne(
        "contrat", "Contrat", "mots", largeur=20, lire=lambda fait: _CONTRATS.get(fait.type_contrat, fait.type_contrat)
    ),
    Colonne("metier", "Métier", largeur=22, ou="export"),
    Colonne("declarees", "Déclaré", "heures", aide="Travail, formation et accompagnement transmis."),
    Colonne("travail", "Travail retenu", "heures", ou="export"),
    Colonne("formation", "Formation retenue", "heures", ou="export"),
    Colonne("accompagnement", "Accompagnement retenu", "heures", ou="export"),
    Colonne("retenues", "Retenu", "heures", aide="Ce qui compte dans l'engagement."),
    Colonne("etat", "État", "etat", lire=_etat, montrer=lambda fait: etat(fait.etat, _etat(fait))),
)

COLONNES_REUNIES = (
    Colonne("mois", "Mois", "mots", largeur=34, aide="Réunis tant qu'une ligne y serait de moins de cinq personnes."),
    Colonne("lot", "Lot", largeur=28, lire=lambda ligne: _lot(ligne.exemple)),
    Colonne("exemple.titulaire", "Attributaire", largeur=26),
    Colonne("declarees", "À décider", "heures", aide="Transmis, à valider ou à corriger\u202f; tous mois réunis."),
    Colonne("retenues", "Retenu", "heures", aide="Ce qui compte dans l'engagement."),
)


def lignes_montrees(bilan: Bilan, faits: Sequence[Fait]) -> tuple[Sequence[Colonne], Sequence[Fait | LigneReunie]]:
    """Les colonnes et les lignes de ces faits : une à une pour qui voit les personnes, sinon réunies."""
    return (COLONNES_REUNIES, reunir(faits, bilan.periodes.parts)) if bilan.publier else (COLONNES, faits)
