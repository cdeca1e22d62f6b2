"""Comparer une lecture à des étiquettes posées à la main : les mêmes faits, écrits de la même façon."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

from lecteur.extraction.constats import FormuleLue, Lecture, PenaliteLue, Volume, termes_lus

SORTES = ("detection", "heures", "formules", "publics", "reservations")
SUITES = ("penalites", "transmissions", "contacts", "criteres")  # étiquetées dans la troisième série écrite seulement
Faits = dict[str, set[str]]


def est_a_part(identifiant: str) -> bool:
    """Un texte étiqueté sur trois, par l'empreinte de son identifiant : rien ne se corrige sur lui, ses écarts ne se
    regardent pas (docs/relecture.md)."""
    return int(sha256(identifiant.encode()).hexdigest(), 16) % 3 == 0


def attendus(etiquette: dict[str, Any]) -> Faits:
    """Les étiquettes d'un texte, dans la forme de `trouves`."""
    faits = {sorte: {str(f) for f in etiquette.get(sorte) or ()} for sorte in (*SORTES[1:], *SUITES)}
    return faits | {"detection": {"parle"} if etiquette["parle"] in (True, "oui") else set()}


def trouves(lecture: Lecture) -> Faits:
    """Les faits d'une lecture, comparables aux étiquettes : « 120 lot 1 », « pourcentage_heures 5 »."""
    return {
        "detection": {"parle"} if lecture.parle_d_insertion else set(),
        "heures": {f"{_nombre(v.heures)} {_portee(v)}" for v in lecture.volumes},
        "formules": {_formule(f) for f in lecture.formules},
        "publics": {p.code for p in lecture.publics},
        "reservations": {r.instrument for r in lecture.reservations},
        "penalites": {f"{p.nature} {_montant(p)}" for p in lecture.penalites},
        "transmissions": {f"{t.periodicite_mois}{f' jour {t.jour}' if t.jour else ''}" for t in lecture.transmissions},
        "contacts": {c.courriel or c.telephone or c.nom for c in lecture.contacts},
        "criteres": {_nombre(c.ponderation) for c in lecture.criteres},
    }


def _montant(penalite: PenaliteLue) -> str:
    return f"{_nombre(penalite.taux)} %" if penalite.taux is not None else _nombre(penalite.montant)


def _nombre(valeur: Decimal | None) -> str:
    return f"{valeur.normalize():f}" if valeur is not None else "?"


def _portee(volume: Volume) -> str:
    mots = [f"lot {volume.lot}" if volume.lot else "", f"tranche {volume.tranche}" if volume.tranche else ""]
    portee = " ".join(m for m in mots if m) or "marche"
    return f"{portee} par {volume.par}" if volume.par else portee


def _formule(formule: FormuleLue) -> str:
    """« facturation 220/100000 seuil 100000 » : ce qu'exige la formule, puis ce qu'elle admet."""
    termes = [(terme, getattr(formule, terme.nom)) for terme in termes_lus(formule.kind)]
    exiges = "/".join(_nombre(lu) for terme, lu in termes if terme.est_exige)
    admis = [f"{terme.nom.partition('_')[0]} {_nombre(lu)}" for terme, lu in termes if lu and not terme.est_exige]
    return " ".join(filter(None, (formule.kind, exiges, *admis)))
