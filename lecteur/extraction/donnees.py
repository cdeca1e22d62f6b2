"""Une `Lecture` en données simples (JSON) : les champs vides sont omis, les nombres sont des nombres."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from lecteur.extraction.constats import Lecture


def en_donnees(lecture: Lecture) -> dict[str, Any]:
    """La lecture, faits et passages compris ; `parle_d_insertion` est toujours là."""
    return {"parle_d_insertion": lecture.parle_d_insertion} | _simple(lecture)


def _simple(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    if isinstance(valeur, tuple):
        return [_simple(v) for v in valeur]
    if is_dataclass(valeur):
        paires = ((champ.name, getattr(valeur, champ.name)) for champ in fields(valeur))
        return {nom: _simple(v) for nom, v in paires if v is not None and v is not False and v not in ("", ())}
    return valeur


def pour_le_lot(lecture: Lecture, lot: str) -> Lecture:
    """Ce qui concerne ce lot : les faits qui le nomment et ceux qui n'en nomment aucun."""
    numero = lot.strip().lstrip("0").upper()
    return replace(
        lecture,
        volumes=tuple(v for v in lecture.volumes if v.lot in ("", numero) and numero not in v.sauf),
        formules=tuple(f for f in lecture.formules if f.lot in ("", numero)),
        reservations=tuple(r for r in lecture.reservations if not r.lots or numero in r.lots),
    )
