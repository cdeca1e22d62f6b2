"""Les gravités en mots, tons et icônes ; la phrase d'une relecture."""

from collections.abc import Mapping

from clauses.fond.socle.composants import Ton
from lecteur.controle import Gravite
from regles.typographie import accorder, typographie

GRAVITES: dict[str, tuple[str, Ton, str]] = {
    Gravite.BLOQUANTE: ("Bloquant", "alerte", "x-circle"),
    Gravite.CORRIGER: ("À corriger", "attente", "pencil"),
    Gravite.VERIFIER: ("À vérifier", "neutre", "eye"),
    Gravite.CONFORME: ("Conforme", "accent", "check-circle-fill"),
}


def phrase_des_comptes(comptes: Mapping[str, int], traites: int = 0) -> str:
    """« 2 points bloquants, 3 à corriger ; 4 points conformes. »"""
    bloquants, corriger, verifier, conformes = (comptes.get(g, 0) for g in Gravite)
    dits = []
    if bloquants:
        dits.append(accorder(bloquants, "point bloquant", "points bloquants"))
    for nombre, mot in ((corriger, "à corriger"), (verifier, "à vérifier")):
        if nombre:
            dits.append(f"{nombre} {mot}" if dits else f"{accorder(nombre, 'point')} {mot}")
    restent = ", ".join(dits) or "Aucun point à reprendre"
    suite = f" ; {accorder(conformes, 'point conforme', 'points conformes')}" if conformes else ""
    fait = f" ; {accorder(traites, 'déjà traité ou écarté', 'déjà traités ou écartés')}" if traites else ""
    return typographie(f"{restent}{suite}{fait}.")


def ton_des_comptes(comptes: Mapping[str, int]) -> Ton:
    return "alerte" if comptes.get(Gravite.BLOQUANTE) else "neutre"
