"""Le compte rendu des cas passés : en texte pour lire, en JSON pour une machine."""

import json
from dataclasses import asdict
from itertools import groupby

from regles.cas.verification import Resultat


def _lignes_du_cas(resultat: Resultat, pourquoi: bool) -> list[str]:
    lignes = [f"  {'✓' if resultat.reussi else '✗'} {resultat.cas}"]
    if resultat.erreur:
        lignes.append(f"      {f'ligne {resultat.ligne} : ' if resultat.ligne else ''}{resultat.erreur}")
    rates = [champ for champ in resultat.champs if not champ.reussi]
    ecarts = [f", écart {champ.ecart}" if champ.ecart else "" for champ in rates]
    lignes += [
        f"      {c.champ} : attendu {c.attendu}, obtenu {c.obtenu}{e}" for c, e in zip(rates, ecarts, strict=True)
    ]
    return lignes + [f"      | {ligne}" for ligne in resultat.pourquoi.splitlines() if pourquoi]


def decompte(resultats: list[Resultat]) -> dict[str, int]:
    illisibles, reussis = sum(bool(r.erreur) for r in resultats), sum(r.reussi for r in resultats)
    return {"reussis": reussis, "echoues": len(resultats) - reussis - illisibles, "illisibles": illisibles}


def en_texte(resultats: list[Resultat], pourquoi: bool = False) -> str:
    """Fichier par fichier, puis le décompte."""
    lignes: list[str] = []
    for fichier, cas in groupby(resultats, key=lambda r: r.fichier):
        lignes += [fichier, *(ligne for resultat in cas for ligne in _lignes_du_cas(resultat, pourquoi))]
    total = "{reussis} réussis, {echoues} échoués, {illisibles} illisibles ou refusés.".format(**decompte(resultats))
    return "\n".join([*lignes, f"{len(resultats)} cas : {total}"])


def en_json(resultats: list[Resultat]) -> str:
    """Le même compte rendu, stable, pour un programme."""
    cas = [{nom: lu for nom, lu in asdict(r).items() if nom != "pourquoi"} | {"reussi": r.reussi} for r in resultats]
    return json.dumps({**decompte(resultats), "cas": cas}, ensure_ascii=False, indent=2)
