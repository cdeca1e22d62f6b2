"""La clause lue : ses termes pour les règles, sa phrase, un exemple chiffré, ses lignes lisibles.

Rien n'est écrit ici ; les seules requêtes sont celles du facilitateur nommé, quand il n'est pas déjà lu.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from clauses.fond.socle.composants import Changement
from clauses.fond.socle.valeurs import en_date, en_euros, en_heures, en_pourcent
from clauses.suivi.marches.models import Clause
from regles import engagement as regles
from regles.publics import CRITERES
from regles.references import CCAG_20_1_1
from regles.socle import Decision

Formule = Clause.Formule
PUBLICS_DU_CCAG = tuple(code for code, critere in CRITERES.items() if critere.reference == CCAG_20_1_1)

# Les champs que demande chaque formule ; ceux des autres formules sont vidés à l'enregistrement.
CHAMPS_DE_LA_FORMULE: dict[str, tuple[str, ...]] = {
    Formule.FIXE: ("heures",),
    Formule.TRANCHES: (),
    Formule.ANNUELLE: ("heures_par_an",),
    Formule.POURCENTAGE: ("taux", "heures_travaillees_prevues"),
    Formule.FACTURATION: (
        "heures_par_tranche", "montant_tranche_ht", "seuil_ht", "lecture_tranches", "lecture_seuil", "assiette_seuil",
    ),
}  # fmt: skip
FACULTATIFS = frozenset({"heures_travaillees_prevues", "seuil_ht"})
_FORMULES = {
    Formule.FIXE: regles.Formule.FIXE,
    Formule.TRANCHES: regles.Formule.TRANCHES,
    Formule.ANNUELLE: regles.Formule.ANNUELLE,
    Formule.POURCENTAGE: regles.Formule.POURCENTAGE,
    Formule.FACTURATION: regles.Formule.FACTURATION,
}


def termes(clause: Clause) -> regles.Clause:
    """Les termes de la formule pour `regles/`. Lève `FaitsIncoherents` si la formule n'est pas complète."""
    return regles.Clause(
        formule=_FORMULES[Formule(clause.formule)],
        heures=clause.heures,
        heures_par_an=clause.heures_par_an,
        taux=clause.taux,
        heures_par_tranche=clause.heures_par_tranche,
        montant_tranche_ht=clause.montant_tranche_ht,
        seuil_ht=clause.seuil_ht,
        lecture_tranches=regles.LectureTranches(clause.lecture_tranches),
        lecture_seuil=regles.LectureSeuil(clause.lecture_seuil),
        assiette_seuil=regles.AssietteSeuil(clause.assiette_seuil),
    )


def phrase(clause: Clause) -> str:
    """La formule et ses trois choix, en toutes lettres."""
    return regles.phrase_de_la_clause(termes(clause))


def exemple(clause: Clause, commande_ht: Decimal, facture_ht: Decimal) -> Decision:
    """Ce que donnerait une clause de facturation pour ces cumuls (€ HT). Lève `FaitsIncoherents` si incomplète."""
    faits = regles.FaitsEngagement(
        clause=termes(clause),
        commandes=(regles.Mouvement(jour=None, montant_ht=commande_ht),),
        factures=(regles.Mouvement(jour=None, montant_ht=facture_ht),),
    )
    return regles.exigible(faits, date.max)


def libelles_des_publics(codes: Sequence[str]) -> list[str]:
    """Les publics en clair, dans l'ordre de la liste ; un code inconnu s'écrit tel quel."""
    connus = [CRITERES[code].libelle for code in CRITERES if code in codes]
    return [*connus, *(code for code in codes if code not in CRITERES)]


def ecarts(avant: Clause, apres: Clause) -> list[Changement]:
    """Ce qui change d'une version à l'autre, champ par champ, en mots."""
    return [Changement(intitule, lire(avant), lire(apres)) for intitule, lire in LIGNES if lire(avant) != lire(apres)]


def _si(formule: str, lire: Callable[[Clause], str]) -> Callable[[Clause], str]:
    return lambda clause: lire(clause) if clause.formule == formule else ""


def _oui_non(valeur: bool) -> str:
    return "oui" if valeur else "non"


_FACT, _POURCENT = Formule.FACTURATION, Formule.POURCENTAGE
LIGNES: tuple[tuple[str, Callable[[Clause], str]], ...] = (
    ("Instrument", lambda c: c.get_instrument_display()),
    ("Poids du critère", lambda c: en_pourcent(c.ponderation_critere, decimales=2) if c.ponderation_critere else ""),
    ("Formule", lambda c: c.get_formule_display()),
    ("Volume", _si(Formule.FIXE, lambda c: en_heures(c.heures))),
    ("Heures par an", _si(Formule.ANNUELLE, lambda c: en_heures(c.heures_par_an))),
    ("Part des heures travaillées", _si(_POURCENT, lambda c: en_pourcent(c.taux, decimales=2))),
    ("Heures travaillées prévues", _si(_POURCENT, lambda c: en_heures(c.heures_travaillees_prevues))),
    ("Heures par tranche", _si(_FACT, lambda c: en_heures(c.heures_par_tranche))),
    ("Montant d'une tranche", _si(_FACT, lambda c: f"{en_euros(c.montant_tranche_ht)} HT")),
    ("Seuil de déclenchement", _si(_FACT, lambda c: f"{en_euros(c.seuil_ht)} HT" if c.seuil_ht else "sans seuil")),
    ("Tranches", _si(_FACT, lambda c: c.get_lecture_tranches_display())),
    ("Une fois le seuil atteint", _si(_FACT, lambda c: c.get_lecture_seuil_display() if c.seuil_ht else "")),
    ("Le seuil se lit sur", _si(_FACT, lambda c: c.get_assiette_seuil_display() if c.seuil_ht else "")),
    ("Publics", lambda c: ", ".join(libelles_des_publics(c.publics))),
    ("Facilitateur", lambda c: str(c.facilitateur or "")),
    ("Transmissions", lambda c: f"{c.get_periodicite_display()}, le {c.jour_echeance} du mois suivant au plus tard"),
    ("Pénalité par heure non faite", lambda c: en_euros(c.penalite_heure)),
    ("Pénalité par absence à une réunion", lambda c: en_euros(c.penalite_absence)),
    ("Pénalité par transmission manquante", lambda c: en_euros(c.penalite_transmission)),
    ("Durée comptée par personne", lambda c: f"{c.duree_max_mois} mois au plus"),
    ("Durée comptée d'un CDI", lambda c: f"celle du marché, {c.duree_max_cdi_mois} mois au plus"),
    ("La formation comprise dans le contrat compte", lambda c: _oui_non(c.compte_formation)),
    ("L'accompagnement compte", lambda c: _oui_non(c.compte_accompagnement)),
    ("Texte de la clause", lambda c: c.article),
    ("Date d'effet", lambda c: en_date(c.date_effet) if c.date_effet else ""),
)
