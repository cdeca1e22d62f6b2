"""Du lot à ce que sa pièce devrait dire : les faits de la clause, figés, et nos phrases."""

from decimal import Decimal

from clauses.marches.lecture_de_clause import libelles_des_publics
from clauses.marches.models import Clause, Lot, Marche
from clauses.redaction.faits import Contact, FaitsDuLot, enumerer
from clauses.redaction.faits import lire as lire_le_marche
from clauses.relecture.controle import ClauseAttendue, ContactAttendu, TrancheAttendue
from clauses.relecture.controle.droit import RESERVATIONS
from clauses.relecture.controle.sanctions import RYTHMES
from regles.typographie import INSECABLE, euros, nombre, sans_accent

_CCAG = (("travaux", "travaux"), ("maitrise", "moe"), ("moe", "moe"), ("fcs", "fcs"), ("fourniture", "fcs"),
         ("intellectuel", "pi"), ("pi", "pi"), ("tic", "tic"), ("industriel", "mi"))  # fmt: skip
_PAR_NATURE = {"travaux": "travaux", "services": "fcs", "fournitures": "fcs", "pi": "pi"}
_MODALITES = (
    "Le titulaire choisit, en les combinant s'il le veut : l'embauche directe ; la mise à disposition de "
    "personnel par une "
    "structure d'insertion ou un GEIQ ; la sous-traitance ou la cotraitance avec une structure de "
    "l'insertion, du handicap "
    "ou une régie de quartier."
)


def attendues_du_lot(lot: Lot) -> tuple[ClauseAttendue, ...]:
    """La clause en vigueur de ce lot, ou rien (cinq requêtes)."""
    return tuple(a for a in attendues_du_marche(lot.marche) if a.lot == lot.numero)


def attendues_du_marche(marche: Marche) -> tuple[ClauseAttendue, ...]:
    """Une clause attendue par lot qui en a une (quatre requêtes, quel que soit le nombre de lots)."""
    faits = lire_le_marche(marche)
    return tuple(_attendue(faits.marche, lot, lot.clause, faits.contacts) for lot in faits.clauses if lot.clause)


def _attendue(marche: Marche, lot: FaitsDuLot, clause: Clause, contacts: tuple[Contact, ...]) -> ClauseAttendue:
    ferme, totale = _durees(marche)
    return ClauseAttendue(
        lot=lot.numero, intitule=lot.intitule, instrument=clause.instrument, ponderation=clause.ponderation_critere,
        formule=clause.formule, heures=clause.heures, heures_par_an=clause.heures_par_an, taux=clause.taux,
        heures_par_tranche=clause.heures_par_tranche, montant_tranche_ht=clause.montant_tranche_ht,
        seuil_ht=clause.seuil_ht, lecture_tranches=clause.lecture_tranches, lecture_seuil=clause.lecture_seuil,
        assiette_seuil=clause.assiette_seuil, duree_ferme_ans=ferme, duree_ans=totale,
        tranches=tuple(TrancheAttendue(t.nature, t.numero, t.heures) for t in lot.tranches),
        periodicite_mois=clause.periodicite, jour_echeance=clause.jour_echeance, penalite_heure=clause.penalite_heure,
        penalite_absence=clause.penalite_absence, penalite_transmission=clause.penalite_transmission,
        publics=tuple(clause.publics), contacts=tuple(ContactAttendu(c.nom, c.courriel) for c in contacts),
        structure=marche.porteuse.nom, ccag=_ccag(marche), phrases=phrases(lot, clause, contacts, marche.porteuse.nom),
    )  # fmt: skip


def _durees(marche: Marche) -> tuple[Decimal | None, Decimal | None]:
    """(durée ferme, durée reconductions comprises), en années."""
    if not marche.duree_mois:
        return None, None
    totale = marche.duree_mois + marche.reconductions_prevues * marche.reconduction_mois
    return Decimal(marche.duree_mois) / 12, Decimal(totale) / 12


def _ccag(marche: Marche) -> str:
    dit = sans_accent(marche.ccag)
    if dit and "pas de" not in dit:
        return next((code for mot, code in _CCAG if mot in dit), "")
    return _PAR_NATURE.get(marche.nature_achat, "") if not dit else ""


def phrases(lot: FaitsDuLot, clause: Clause, contacts: tuple[Contact, ...], structure: str) -> dict[str, str]:
    """Ce que nous écririons, par sujet, d'après la clause seule."""
    publics = libelles_des_publics(clause.publics)
    heures = lot.obligation
    return {
        "heures": heures,
        "clause": "Le titulaire réalise l'action d'insertion suivante, qui est une condition d'exécution "
        "du marché : {heures}"
        if heures
        else "",
        "publics": f"Sont éligibles : {enumerer(publics)}." if publics else "",
        "penalites": _penalites(clause),
        "transmissions": (
            f"Le titulaire remet les justificatifs {RYTHMES.get(clause.periodicite, '')}, au plus tard le "
            f"{clause.jour_echeance} du mois suivant."
        ),
        "facilitateur": _contact(contacts, structure),
        "modalites": _MODALITES,
        "reservation": _reservation(clause),
        "critere": _critere(clause),
    }


def _penalites(clause: Clause) -> str:
    dues = (
        (clause.penalite_heure, "par heure d'insertion non réalisée"),
        (clause.penalite_absence, "par absence à une réunion de suivi"),
        (clause.penalite_transmission, "par transmission de justificatifs manquante"),
    )
    dites = [f"{euros(montant)} {quoi}" for montant, quoi in dues if montant]
    return f"Pénalités : {enumerer(dites)}." if dites else ""


def _contact(contacts: tuple[Contact, ...], structure: str) -> str:
    noms = enumerer(f"{c.nom} ({c.courriel})" for c in contacts)
    return f"L'action est suivie par {noms}, {structure}." if noms else f"L'action est suivie par {structure}."


def _reservation(clause: Clause) -> str:
    if clause.instrument not in RESERVATIONS:
        return ""
    pour, article = RESERVATIONS[clause.instrument]
    return f"Marché réservé pour {pour}, en application de l'article {article} du code de la commande publique."


def _critere(clause: Clause) -> str:
    if clause.ponderation_critere is None:
        return ""
    return f"Performance en matière d'insertion professionnelle : {nombre(clause.ponderation_critere)}{INSECABLE}%."
