"""Plusieurs lots, une seule remarque : la même chose ne se dit qu'une fois par pièce, avec les lots qu'elle touche."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lecteur.controle.remarques import Remarque
from regles.typographie import enumerer


def grouper(trouvees: Iterable[tuple[str, Remarque]], lots: Sequence[str]) -> list[Remarque]:
    """Les remarques de chaque lot, (lot, remarque), réunies quand elles disent la même chose au même endroit.

    Une remarque qui touche tous les lots n'en nomme aucun. Celles qui ne diffèrent que par ce que la clause de chaque
    lot demande n'en font qu'une, qui dit chacune de ces demandes.
    """
    groupes: dict[tuple[object, ...], dict[str, list[tuple[str, Remarque]]]] = {}
    for lot, remarque in trouvees:
        cle = (remarque.code, remarque.gravite, remarque.titre, remarque.lu, remarque.paragraphe, remarque.debut)
        groupes.setdefault(cle, {}).setdefault(remarque.explication, []).append((lot, remarque))
    return [_une(list(groupe.values()), lots) for groupe in groupes.values()]


def _une(variantes: list[list[tuple[str, Remarque]]], lots: Sequence[str]) -> Remarque:
    touches = list(dict.fromkeys(lot for variante in variantes for lot, _ in variante))
    premiere = replace(variantes[0][0][1], lot=_en_mots([lot for lot in touches if lot], lots))
    if len(variantes) == 1:
        return premiere
    dites = [(_nommer([lot for lot, _ in variante]), variante[0][1]) for variante in variantes]
    return replace(
        premiere,
        explication=" ".join(
            f"{nom[0].upper()}{nom[1:]} : {r.explication[:1].lower()}{r.explication[1:]}" for nom, r in dites
        ),
        attendu=_reunir([(nom, r.attendu) for nom, r in dites], " ; "),
        a_ecrire=_reunir([(nom, r.a_ecrire) for nom, r in dites], "\n"),
    )


def _en_mots(touches: list[str], lots: Sequence[str]) -> str:
    """« 1, 2 et 6 » ; « » quand tous les lots sont touchés, ou qu'il n'y en a qu'un."""
    return "" if len(lots) < 2 or set(touches) == set(lots) else enumerer(touches)


def _nommer(lots: list[str]) -> str:
    return f"lot{'s' if len(lots) > 1 else ''} {enumerer(lots)}"


def _reunir(valeurs: list[tuple[str, str]], entre: str) -> str:
    """« 45 € (lots 1 et 2) ; 80 € (lot 6) », ou la seule valeur qu'il y a."""
    distinctes = {valeur for _, valeur in valeurs if valeur}
    if len(distinctes) < 2:
        return next(iter(distinctes), "")
    return entre.join(f"{valeur} ({nom})" for nom, valeur in valeurs if valeur)
