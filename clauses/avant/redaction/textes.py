"""Ce que la clause d'un lot dirait, sujet par sujet : de quoi écrire à la place d'un texte fautif.

Sert à la relecture. Un fait qui manque s'écrit « [à compléter : …] » ; rien n'échoue.
"""

from clauses.avant.redaction.applicables import SANS_CLAUSE
from clauses.avant.redaction.composition import composer
from clauses.avant.redaction.document import Document, lignes_de_texte
from clauses.avant.redaction.faits import Faits, lire
from clauses.avant.redaction.langage import polir
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.services.pieces import choix_de, variantes_de
from clauses.fond.socle.valeurs import en_euros
from clauses.suivi.marches.models import Lot

# sujet → section de l'article du CCAP qui le traite
SUJETS = {
    "heures": "heures",
    "formule": "heures",
    "seuil": "heures",
    "publics": "publics",
    "facilitateur": "facilitateur",
    "penalites": "penalites",
    "transmissions": "transmissions",
    "modalites": "modalites",
}


def proposer(lot: Lot, sujet: str) -> str:
    """Le texte de l'article du CCAP pour ce lot et ce sujet (`SUJETS`), comme s'il était seul ; lignes séparées par
    un retour. « » si l'article n'en parle pas (un marché de services d'insertion n'a pas de modalités).

    Lève `KeyError` sur un sujet inconnu. Six requêtes.
    """
    code = SUJETS[sujet]
    faits = lire(lot.marche).seul(lot.numero)
    if not faits.clauses:
        return SANS_CLAUSE
    if sujet == "seuil":
        return _seuil(faits)
    document = _article(lot, faits)
    return next(("\n".join(_lignes(section.blocs)) for section in document.sections if section.code == code), "")


def texte_de_la_clause(lot: Lot) -> str:
    """Tout l'article du CCAP, comme si le lot était seul ; ce qu'il faudrait écrire si la pièce ne dit rien."""
    faits = lire(lot.marche).seul(lot.numero)
    return _article(lot, faits).en_texte() if faits.clauses else SANS_CLAUSE


def _article(lot: Lot, faits: Faits) -> Document:
    marche = lot.marche
    return composer(Piece.Nature.CCAP, faits, choix_de(marche), variantes_de(marche))


def _lignes(blocs) -> list[str]:
    return [ligne for bloc in blocs for ligne in lignes_de_texte(bloc)]


def _seuil(faits: Faits) -> str:
    """Le seuil seul : s'il y en a un, sur quoi il se lit, et ce qui compte une fois atteint."""
    clause = faits.clauses[0].clause
    if clause.formule != "facturation":
        return polir("La formule n'a pas de seuil de déclenchement : les heures sont dues sans condition de montant.")
    if not clause.seuil_ht:
        return polir("Les heures sont dues dès le premier euro facturé, sans seuil de déclenchement.")
    assiette = "commandés" if clause.assiette_seuil == "commande" else "facturés"
    lecture = {
        "retroactif": "Une fois le seuil atteint, tout compte depuis le premier euro facturé.",
        "franchise": "Seuls comptent les montants facturés au-delà du seuil.",
    }[clause.lecture_seuil]
    return polir(
        f"La clause s'applique à partir de {en_euros(clause.seuil_ht)} HT de montants {assiette} cumulés depuis la "
        f"notification. {lecture}"
    )
