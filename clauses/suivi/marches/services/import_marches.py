"""Créer des marchés depuis leurs données essentielles : déposer un fichier, relire, appliquer ce que l'on choisit."""

import io
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports import depot
from clauses.fond.socle.imports.ecriture import Ecriture
from clauses.fond.socle.imports.questions import datees
from clauses.fond.socle.imports.rapport import A_CONFIRMER, INCHANGE, REFUSE, RIEN, Rapport, Verdict
from clauses.fond.socle.signature import service
from clauses.suivi.marches.decp import lire_decp
from clauses.suivi.marches.imports.chaine import LIGNES_GARDEES, ORDRE, REMEDE, TOUT, ChaineDeMarches, Choix, uid_de
from clauses.suivi.marches.models import ImportMarches, Operation

Etat = ImportMarches.Etat


def apercevoir(porteuse_id: UUID, chemin: Path, choix: Choix = TOUT, reponses: Mapping[str, str] = RIEN) -> Rapport:
    """Ce que l'import d'un fichier donnerait. Rien n'est écrit. Lève `FichierIllisible`."""
    return ChaineDeMarches(porteuse_id, chemin.name, lire_decp(chemin), choix=choix, reponses=reponses).executer()


@service
def deposer(contenu: bytes, nom_fichier: str, *, par: Acteur, reponses: Mapping[str, str] = RIEN) -> ImportMarches:
    """Garde le fichier et son aperçu, avec ce que l'on sait répondre. Le même fichier, déposé et en attente, n'est
    gardé qu'une fois.

    Lève `FichierIllisible` si le fichier entier ne peut pas être lu, `RefusMetier` s'il est trop gros.
    """
    importe = depot.deposer(ImportMarches, contenu, nom_fichier, par=par)
    importe.reponses = {**importe.reponses, **datees(reponses)}
    resultats = lire_decp(io.BytesIO(contenu), nom_fichier)
    chaine = ChaineDeMarches(importe.porteuse_id, nom_fichier, resultats, reponses=importe.reponses)
    depot.noter(importe, chaine.executer())
    return importe


@service
def repondre(importe: ImportMarches, reponses: Mapping[str, str], *, par: Acteur) -> ImportMarches:
    """Retient ce que l'on dit des structures à confirmer ({SIRET: « meme » ou « distinct »}), et relit le fichier."""
    actuel = ImportMarches.objects.select_for_update().get(pk=importe.pk, porteuse=par.porteuse_id)
    actuel.reponses = {**actuel.reponses, **datees(reponses)}
    resultats = lire_decp(io.BytesIO(bytes(actuel.contenu)), actuel.nom_fichier)
    chaine = ChaineDeMarches(actuel.porteuse_id, actuel.nom_fichier, resultats, reponses=actuel.reponses)
    applique = actuel.rapport.get("applique")
    actuel.rapport = {**chaine.executer().en_json(), **({"applique": applique} if applique else {})}
    actuel.save(update_fields=["reponses", "rapport"])
    return actuel


@service
def appliquer(
    importe: ImportMarches,
    *,
    par: Acteur,
    choix: Choix = TOUT,
    operation: Operation | None = None,
) -> Rapport:
    """Crée et met à jour les marchés choisis, et garde le rapport. Deux fois de suite : la seconde ne change rien.

    `operation` reçoit tous les marchés ; sinon il s'en ouvre une par acheteur et par objet.
    """
    # Un seul import à la fois chez une porteuse : le second attend, puis trouve ce que le premier a créé.
    depot.attendre_son_tour(f"import-marches-{par.porteuse_id}")
    actuel = ImportMarches.objects.select_for_update().get(pk=importe.pk, porteuse=par.porteuse_id)
    if operation is not None and operation.porteuse_id != par.porteuse_id:
        raise RefusMetier("Cette opération n'est pas dans votre base.", champ="operation")
    resultats = lire_decp(io.BytesIO(bytes(actuel.contenu)), actuel.nom_fichier)
    chaine = ChaineDeMarches(
        actuel.porteuse_id,
        actuel.nom_fichier,
        resultats,
        choix=choix,
        operation=operation,
        ecriture=Ecriture(par, f"Import de « {actuel.nom_fichier} »", ORDRE, remede=REMEDE),
        facilitateur_id=par.utilisateur_id,
        reponses=actuel.reponses,
    )
    rapport = chaine.executer()
    _garder(actuel, rapport)
    return rapport


def apercu_de(importe: ImportMarches) -> Rapport:
    """Ce que le fichier contient, tel que vérifié au dépôt."""
    return Rapport.depuis_json(importe.nom_fichier, "", importe.rapport)


def applique_de(importe: ImportMarches) -> Rapport | None:
    """Ce qui en est appliqué, s'il y en a."""
    garde = importe.rapport.get("applique")
    return None if garde is None else Rapport.depuis_json(importe.nom_fichier, "", garde)


def _garder(importe: ImportMarches, rapport: Rapport) -> None:
    """Le rapport de l'application s'ajoute à l'aperçu ; un second passage sans effet n'efface pas le premier."""
    ancien = applique_de(importe)
    nouveau = (rapport if ancien is None else cumuler(ancien, rapport)).en_json()
    if nouveau == importe.rapport.get("applique"):
        return
    importe.rapport = {**importe.rapport, "applique": nouveau}
    importe.etat = Etat.APPLIQUE
    importe.save(update_fields=["rapport", "etat"])


def cumuler(ancien: Rapport, nouveau: Rapport) -> Rapport:
    """Deux applications du même fichier : chaque enregistrement garde le dernier sort qui l'a changé."""
    verdicts = {_cle(verdict): verdict for verdict in ancien.verdicts}
    for verdict in nouveau.verdicts:
        if verdict.issue != INCHANGE or _cle(verdict) not in verdicts:
            verdicts[_cle(verdict)] = verdict
    cumul = Rapport(nouveau.nom_fichier, ecartes=nouveau.ecartes, au_plus=LIGNES_GARDEES)
    cumul.noter(verdicts.values())
    cumul.ouvre = ancien.ouvre + nouveau.ouvre
    cumul.au_dela = {**ancien.au_dela, **nouveau.au_dela, **cumul.au_dela}
    return cumul


def _cle(verdict: Verdict) -> tuple[str, int]:
    uid = uid_de(verdict)
    return (uid, 0) if uid and verdict.issue not in (REFUSE, A_CONFIRMER) else ("", verdict.ligne)
