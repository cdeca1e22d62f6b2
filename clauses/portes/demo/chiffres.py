"""Les chiffres de la démonstration, relevés un jour donné : ce qu'une règle changée y fait bouger se voit.

Un relevé est fait de rangées (acheteur, opération, lot) et de leurs chiffres, en heures sauf le taux ; il se garde en
JSON (`donnees/chiffres_avant.json`), et le tableau de `docs/chiffres_de_la_demonstration.md` compare deux relevés.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from clauses.pilotage.bilans.faits import Fait, faits_de_l_operation
from clauses.pilotage.bilans.repartitions import dimensions, repartir
from clauses.suivi.chiffres.cinq_chiffres import CinqChiffres
from clauses.suivi.chiffres.trajectoire import suivre_l_operation, suivre_le_lot
from clauses.suivi.marches.models import Operation
from regles.trajectoire import realisation

REFERENCE = date(2026, 11, 30)
JOURS = (date(2026, 6, 30), REFERENCE, date(2027, 6, 30))
CHIFFRES = ("dues", "exigible", "attendu", "faites", "validées", "reste", "taux", "prévision")
REPARTITIONS = ("public", "qpv", "sexe", "sortie")
Rangees = dict[str, dict[str, str | None]]
ZERO = Decimal(0)


def relever(sigle: str) -> dict[str, Any]:
    """{« chiffres »: {jour: rangées}, « répartitions »: rangées} des opérations de la porteuse de ce sigle."""
    lues = Operation.objects.actifs().filter(porteuse__sigle=sigle).select_related("donneur_d_ordre", "porteuse")
    operations = list(lues.order_by("donneur_d_ordre__tri", "tri", "pk"))
    faits = {operation: faits_de_l_operation(operation) for operation in operations}
    return {
        "chiffres": {jour.isoformat(): _chiffres(operations, faits, jour) for jour in JOURS},
        "répartitions": {nom: cases for o in operations for nom, cases in _repartitions(o, faits[o])},
    }


def _chiffres(operations: Iterable[Operation], faits: Mapping[Operation, list[Fait]], jour: date) -> Rangees:
    par_acheteur: dict[str, Rangees] = defaultdict(dict)
    for operation in operations:
        chiffres, trajectoire = suivre_l_operation(operation, jour)
        siennes = par_acheteur[str(operation.donneur_d_ordre)]
        siennes[str(operation)] = _rangee(chiffres, trajectoire.prevision.valeur, faits[operation])
        for lu in chiffres.lots:
            du_lot = [fait for fait in faits[operation] if fait.lot_id == lu.lot.pk]
            prevision = suivre_le_lot(lu.lot, jour)[1].prevision.valeur
            siennes[f"{operation} · lot {lu.lot.numero}, {lu.lot.intitule}"] = _rangee(lu, prevision, du_lot)
    return {nom: rangee for acheteur, siennes in par_acheteur.items() for nom, rangee in _avec_total(acheteur, siennes)}


def _rangee(lu: CinqChiffres, prevision: Decimal | None, faits: Iterable[Fait]) -> dict[str, str | None]:
    valeurs = {
        "dues": lu.engagement,
        "exigible": lu.exigible,
        "attendu": lu.attendu,
        "faites": sum((fait.declarees for fait in faits), ZERO),
        "validées": lu.retenu,
        "reste": lu.reste,
        "taux": lu.realisation.valeur,
        "prévision": prevision,
    }
    return {nom: None if valeur is None else f"{valeur:.2f}" for nom, valeur in valeurs.items()}


def _avec_total(acheteur: str, siennes: Rangees) -> Iterator[tuple[str, dict[str, str | None]]]:
    """La somme de ses opérations, puis elles et leurs lots ; son taux est celui de la somme."""
    operations = [rangee for nom, rangee in siennes.items() if " · " not in nom]
    total: dict[str, str | None] = {
        nom: f"{sum((Decimal(rangee[nom] or 0) for rangee in operations), ZERO):.2f}" for nom in CHIFFRES
    }
    taux = realisation(Decimal(total["dues"] or 0), Decimal(total["validées"] or 0)).valeur
    yield f"Acheteur : {acheteur}", total | {"taux": None if taux is None else f"{taux:.2f}"}
    yield from siennes.items()


def _repartitions(operation: Operation, faits: list[Fait]) -> Iterator[tuple[str, dict[str, str | None]]]:
    connues = dimensions(faits, REFERENCE)
    for code in REPARTITIONS:
        if code in connues:
            for case in repartir(faits, connues[code], publier=False).cases:
                nom = f"{operation} · {connues[code].titre.lower()} · {case.libelle}"
                yield nom, {"heures": f"{case.heures or ZERO:.2f}", "personnes": str(case.personnes)}
