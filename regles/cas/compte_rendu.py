"""Le compte rendu des cas passés : en texte pour lire, en JSON pour une machine."""

import json
from dataclasses import asdict
from itertools import groupby

from regles.cas.verification import Resultat


def _lignes_du_cas(resultat: Resultat, pourquoi: bool) -> list[str]:
    lignes = [f"  {'✓' if resultat.reussi else '✗'} {resultat.cas}"]
    if resultat.erreur:
        lignes.append(f"      {f'ligne {resultat.ligne} : ' if resultat.ligne else ''}{resultat.erreur}")
    for champ in resultat.champs:
        if not champ.reussi:
            ecart = f", écart {champ.ecart}" if champ.ecart else ""
            lignes.append(f"      {champ.champ} : attendu {champ.attendu}, obtenu {champ.obtenu}{ecart}")
    return lignes + [f"      | {ligne}" for ligne in resultat.pourquoi.split("\n") if pourquoi and resultat.pourquoi]


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
    cas = [{**asdict(r), "reussi": r.reussi} for r in resultats]
    for ligne in cas:
        del ligne["pourquoi"]
    return json.dumps({**decompte(resultats), "cas": cas}, ensure_ascii=False, indent=2)
