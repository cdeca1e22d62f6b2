"""Créer des marchés depuis leurs données essentielles : déposer un fichier, relire, appliquer ce que l'on choisit."""

import hashlib
import io
from pathlib import Path
from uuid import UUID

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.fond.structures.models import StructurePorteuse
from clauses.suivi.marches.decp import lire_decp
from clauses.suivi.marches.imports.chaine import TOUT, Chaine, Choix
from clauses.suivi.marches.imports.rapport import Rapport, cumuler
from clauses.suivi.marches.models import ImportMarches, Operation

TAILLE_MAX = 30_000_000
Etat = ImportMarches.Etat


def apercevoir(porteuse_id: UUID, chemin: Path, choix: Choix = TOUT) -> Rapport:
    """Ce que l'import d'un fichier donnerait. Rien n'est écrit. Lève `FichierIllisible`."""
    return Chaine(porteuse_id, ecrire=False, choix=choix).executer(lire_decp(chemin))


@service
def deposer(contenu: bytes, nom_fichier: str, *, par: Acteur) -> ImportMarches:
    """Garde le fichier et son aperçu. Le même fichier déjà déposé et en attente est rendu tel quel.

    Lève `FichierIllisible` si le fichier entier ne peut pas être lu, `RefusMetier` s'il est trop gros.
    """
    if len(contenu) > TAILLE_MAX:
        raise RefusMetier(f"Le fichier pèse plus de {TAILLE_MAX // 1_000_000}\u202fMo. Le découper.", champ="fichier")
    empreinte = hashlib.sha256(contenu).hexdigest()
    porteuse = _verrouiller_la_porteuse(par)
    en_attente = ImportMarches.objects.actifs().filter(porteuse=porteuse, empreinte=empreinte, etat=Etat.VERIFIE)
    if deja := en_attente.order_by("-cree_le", "pk").first():
        return deja
    rapport = Chaine(porteuse.pk, ecrire=False, choix=TOUT).executer(lire_decp(io.BytesIO(contenu), nom_fichier))
    importe = ImportMarches(
        porteuse=porteuse,
        nom_fichier=nom_fichier[:250],
        contenu=contenu,
        empreinte=empreinte,
        etat=Etat.VERIFIE,
        lignes_lues=rapport.lus,
        rapport=rapport.en_json(),
        depose_par=par.nom[:200],
    )
    importe.save()
    return importe


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
    porteuse = _verrouiller_la_porteuse(par)
    actuel = ImportMarches.objects.select_for_update().get(pk=importe.pk, porteuse=porteuse)
    if operation is not None and operation.porteuse_id != porteuse.pk:
        raise RefusMetier("Cette opération n'est pas dans votre base.", champ="operation")
    chaine = Chaine(porteuse.pk, ecrire=True, choix=choix, operation=operation, facilitateur_id=par.utilisateur_id)
    rapport = chaine.executer(lire_decp(io.BytesIO(bytes(actuel.contenu)), actuel.nom_fichier))
    _garder(actuel, rapport)
    return rapport


def _garder(importe: ImportMarches, rapport: Rapport) -> None:
    """Le rapport de l'application s'ajoute à l'aperçu ; un second passage sans effet n'efface pas le premier."""
    nouveau = rapport.en_json()
    if ancien := importe.rapport.get("applique"):
        nouveau = cumuler(ancien, nouveau)
    if nouveau == ancien:
        return
    importe.rapport = {**importe.rapport, "applique": nouveau}
    importe.etat = Etat.APPLIQUE
    importe.save()


def _verrouiller_la_porteuse(par: Acteur) -> StructurePorteuse:
    """Un seul import à la fois chez une porteuse : le second attend, puis trouve ce que le premier a créé.
    Sans `KEY`, ce verrou ne gêne personne d'autre."""
    return StructurePorteuse.objects.select_for_update(no_key=True).get(pk=par.porteuse_id)
