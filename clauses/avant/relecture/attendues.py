"""Du lot à ce que sa pièce devrait dire : les faits de la clause, figés, et nos phrases."""

from dataclasses import replace

from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.document import Document, lignes_de_texte
from clauses.avant.redaction.faits import Faits, FaitsDuLot
from clauses.avant.redaction.faits import lire as lire_le_marche
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.services.pieces import choix_de, variantes_de
from clauses.suivi.marches.models import Clause, Lot, Marche
from lecteur.controle import ClauseAttendue, ContactAttendu
from lecteur.controle.droit import RESERVATIONS
from regles.ccag import ccag_du_marche
from regles.engagement import FaitsEngagement
from regles.typographie import INSECABLE, nombre

SUJETS = ("heures", "publics", "facilitateur", "penalites", "transmissions", "modalites")


def attendues_du_lot(lot: Lot) -> tuple[ClauseAttendue, ...]:
    """La clause en vigueur de ce lot, ou rien (six requêtes)."""
    return tuple(a for a in attendues_du_marche(lot.marche) if a.lot == lot.numero)


def attendues_du_marche(marche: Marche) -> tuple[ClauseAttendue, ...]:
    """Une clause attendue par lot qui en a une (sept requêtes, quel que soit le nombre de lots)."""
    faits, choix, variantes = lire_le_marche(marche), choix_de(marche), variantes_de(marche)
    seuls = {lot.numero: composer(Piece.Nature.CCAP, faits.seul(lot.numero), choix, variantes) for lot in faits.clauses}
    pieces = [*(composer(nature, faits, choix, variantes) for nature in Piece.Nature), *seuls.values()]
    ecrites = tuple(dict.fromkeys(ligne for piece in pieces for ligne in piece.en_texte().split("\n")))
    return tuple(
        replace(_attendue(faits, lot, lot.clause, lot.engagement, _phrases(seuls[lot.numero])), ecrites=ecrites)
        for lot in faits.clauses
        if lot.clause and lot.engagement
    )


def _attendue(
    faits: Faits, lot: FaitsDuLot, clause: Clause, dus: FaitsEngagement, phrases: dict[str, str]
) -> ClauseAttendue:
    marche = faits.marche
    ccag = ccag_du_marche(marche.ccag, marche.nature_achat)
    return ClauseAttendue(
        lot=lot.numero,
        intitule=lot.intitule,
        instrument=clause.instrument,
        ponderation=clause.ponderation_critere,
        faits=dus,
        periodicite_mois=clause.periodicite,
        jour_echeance=clause.jour_echeance,
        penalite_heure=clause.penalite_heure,
        penalite_absence=clause.penalite_absence,
        penalite_transmission=clause.penalite_transmission,
        publics=tuple(clause.publics),
        contacts=tuple(ContactAttendu(c.nom, c.courriel) for c in faits.contacts),
        structure=marche.porteuse.nom,
        ccag=ccag.code if ccag else "",
        phrases={**phrases, "reservation": _reservation(clause), "critere": _critere(clause)},
    )


def _phrases(article: Document) -> dict[str, str]:
    """Ce que dirait notre article de ce lot, sujet par sujet ; « » pour un sujet dont il ne parle pas."""
    sections = {
        s.code: "\n".join(ligne for bloc in s.blocs for ligne in lignes_de_texte(bloc)) for s in article.sections
    }
    return {sujet: sections.get(sujet, "") for sujet in SUJETS} | {"clause": article.en_texte()}


def _reservation(clause: Clause) -> str:
    if clause.instrument not in RESERVATIONS:
        return ""
    pour, article = RESERVATIONS[clause.instrument]
    return f"Marché réservé pour {pour}, en application de l'article {article} du code de la commande publique."


def _critere(clause: Clause) -> str:
    if clause.ponderation_critere is None:
        return ""
    return f"Performance en matière d'insertion professionnelle : {nombre(clause.ponderation_critere)}{INSECABLE}%."
