"""Le tableau qui compare deux relevés de la démonstration : chaque chiffre, ce qui a bougé, de combien, et pourquoi."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from clauses.fond.socle.reperes import entre_reperes
from clauses.fond.socle.valeurs import en_date, en_nombre
from clauses.portes.demo.chiffres import CHIFFRES

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "chiffres_de_la_demonstration.md"
AVANT = Path(__file__).parent / "donnees" / "chiffres_avant.json"
ABSENT = "—"
# Le changement de règle qui fait bouger chaque chiffre, et son point dans la liste des écarts.
POURQUOI = {
    "dues": "l'estimation d'une clause de facturation (12)",
    "exigible": "l'exigible d'une date (11, décision 0020)",
    "attendu": "l'estimation d'une clause de facturation (12)",
    "faites": "les lignes comptées deux fois (1, 2)",
    "validées": "les lignes comptées deux fois (1, 2)",
    "reste": "l'estimation d'une clause de facturation (12)",
    "taux": "l'estimation d'une clause de facturation (12)",
    "prévision": "la prévision de chaque lot, sur ses mois finis (10)",
}


def raconte_le_meme_jour(apres: dict[str, Any]) -> bool:
    """La démonstration relevée a les heures faites de celle d'avant : sinon tout bougerait, et d'autre chose que des
    règles."""
    avant = json.loads(AVANT.read_text(encoding="utf-8"))
    return bool(any(apres["chiffres"].values())) and all(
        rangee["faites"] == avant["chiffres"].get(jour, {}).get(nom, {}).get("faites")
        for jour, rangees in apres["chiffres"].items()
        for nom, rangee in rangees.items()
    )


def refaire(texte: str, apres: dict[str, Any]) -> str:
    """Le document, ses tableaux refaits entre leurs repères."""
    avant = json.loads(AVANT.read_text(encoding="utf-8"))
    for nom, lignes in (("chiffres", _chiffres(avant, apres)), ("répartitions", _repartitions(avant, apres))):
        texte = entre_reperes(texte, nom, "\n".join(lignes))
    return entre_reperes(texte, "ce qui a bougé", "\n".join(_mouvements(avant, apres)))


def _chiffres(avant: dict[str, Any], apres: dict[str, Any]) -> Iterator[str]:
    for jour, rangees in apres["chiffres"].items():
        yield f"\n### Au {en_date(date.fromisoformat(jour))}\n"
        yield f"| | {' | '.join(CHIFFRES)} |"
        yield f"|---|{'---:|' * len(CHIFFRES)}"
        for nom, rangee in rangees.items():
            ancienne = avant["chiffres"].get(jour, {}).get(nom, {})
            cases = (_case(ancienne.get(chiffre), rangee[chiffre], chiffre) for chiffre in CHIFFRES)
            yield f"| {nom} | {' | '.join(cases)} |"


def _repartitions(avant: dict[str, Any], apres: dict[str, Any]) -> Iterator[str]:
    yield from ("| | heures validées | personnes |", "|---|---:|---:|")
    for nom, rangee in apres["répartitions"].items():
        ancienne = avant["répartitions"].get(nom, {})
        cases = (_case(ancienne.get(quoi), rangee[quoi], quoi) for quoi in ("heures", "personnes"))
        yield f"| {nom} | {' | '.join(cases)} |"


def _mouvements(avant: dict[str, Any], apres: dict[str, Any]) -> Iterator[str]:
    yield from ("| date | | chiffre | avant | après | écart | par |", "|---|---|---|---:|---:|---:|---|")
    for jour, rangees in apres["chiffres"].items():
        for nom, rangee in rangees.items():
            for chiffre in CHIFFRES:
                un, deux = avant["chiffres"].get(jour, {}).get(nom, {}).get(chiffre), rangee[chiffre]
                if un != deux:
                    cases = (_ecrit(un, chiffre), _ecrit(deux, chiffre), _ecart(un, deux), POURQUOI[chiffre])
                    yield f"| {en_date(date.fromisoformat(jour))} | {nom} | {chiffre} | {' | '.join(cases)} |"


def _ecart(avant: str | None, apres: str | None) -> str:
    if avant is None or apres is None:
        return ABSENT
    ecart = Decimal(apres) - Decimal(avant)
    return f"{'+' if ecart > 0 else '−'}{en_nombre(abs(ecart))}"


def _case(avant: str | None, apres: str | None, quoi: str) -> str:
    dit = _ecrit(apres, quoi)
    return dit if avant == apres else f"{_ecrit(avant, quoi)} → **{dit}**"


def _ecrit(valeur: str | None, quoi: str) -> str:
    return ABSENT if valeur is None else en_nombre(Decimal(valeur)) + ("\u202f%" if quoi == "taux" else "")
