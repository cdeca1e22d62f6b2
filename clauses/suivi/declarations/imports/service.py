"""Les verbes de l'import : déposer, vérifier, répondre, demander l'application, appliquer."""

import time
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports import depot
from clauses.fond.socle.imports.ecriture import Ecriture
from clauses.fond.socle.imports.paquets import Suivi
from clauses.fond.socle.imports.questions import Reponses
from clauses.fond.socle.jobs import differer
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.signature import service, service_par_etapes, signer
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.formats import ouvrir
from clauses.suivi.declarations.imports.questions import datees
from clauses.suivi.declarations.imports.verification import preparer
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, ImportHeures, LigneHeures
from clauses.suivi.marches.models import Lot, Marche, Operation, Programme
from clauses.suivi.participants.models import CritereParticipant, Participant
from regles.typographie import typographie

Etat = ImportHeures.Etat
LIGNES_IMMEDIATES = 5_000  # au-delà, un travail différé, et l'avancement à l'écran
ENTRE_DEUX_NOUVELLES = 2.0  # secondes
COMMENCE = 1  # noté avant la première ligne : coupé avant de donner des nouvelles, le suivant saura qu'il reprend
SANS_NOUVELLES = timedelta(minutes=2)
ORDRE = (
    Structure,
    Programme,
    Operation,
    Marche,
    Lot,
    Participant,
    CritereParticipant,
    ContratInsertion,
    AffectationLot,
    LigneHeures,
)
EN_TRAIN = "Un import de votre structure est déjà en train de s'appliquer : attendez sa fin."
REPRIS = "Repris après une coupure : les lignes écrites avant elle sont comptées inchangées."
_ICI = "clauses.suivi.declarations.imports.service"


@service
def deposer(
    contenu: bytes,
    nom: str,
    *,
    par: Acteur,
    est_deja_valide: bool = False,
    arrete_au: date | None = None,
    reponses: Mapping[str, str] | None = None,
    differe: bool = True,
) -> ImportHeures:
    """Garde le fichier et le vérifie, avec ce que l'on sait répondre de ses lignes ; un gros fichier l'est par un
    travail différé, sauf `differe=False`. Déposé deux fois avant d'être appliqué, il n'est gardé qu'une fois, et
    vérifié de nouveau.

    Lève `FichierIllisible` si le fichier entier est refusé : rien n'est gardé.
    """
    classeur = ouvrir(contenu, nom, b"")
    depose = depot.deposer(
        ImportHeures,
        contenu,
        nom,
        par=par,
        modele=classeur.format.modele,
        est_deja_valide=est_deja_valide,
        arrete_au=arrete_au,
    )
    if depose.est_en_cours and not depose._state.adding:
        return depose
    lues = sum(1 for _ in islice(classeur.tableau, LIGNES_IMMEDIATES + 1))
    if not lues:
        raise FichierIllisible(nom, "il n'y a aucune ligne sous l'en-tête.", "Vérifier que c'est le bon fichier.")
    depose.cases = classeur.tableau.a_garder()
    depose.reponses = {**depose.reponses, **datees(reponses or {})}
    if differe and lues > LIGNES_IMMEDIATES:
        depose.etat, depose.lignes_lues, depose.avancement = Etat.DEPOSE, lues, 0
        depose.save()
        differer(f"{_ICI}.verifier_import", par=par, verrou=_verrou(depose), import_id=depose.pk)
        return depose
    depot.noter(depose, preparer(classeur, _contexte(depose, par)).executer())
    return depose


@service_par_etapes
def verifier_import(import_id: UUID | str, *, par: Acteur) -> ImportHeures:
    """Vérifie un fichier déposé, sans rien appliquer ; sans effet s'il l'est déjà."""
    depose = ImportHeures.objects.get(pk=import_id)
    if depose.etat != Etat.DEPOSE:
        return depose
    try:
        classeur = ouvrir(bytes(depose.contenu), depose.nom_fichier, bytes(depose.cases))
        rapport = preparer(classeur, _contexte(depose, par)).executer(_suivi(depose, par))
    except FichierIllisible as erreur:
        with signer(par):
            depose.etat, depose.message = Etat.REFUSE, str(erreur)
            depose.save(update_fields=["etat", "message"])
        return depose
    with signer(par):
        actuel = _pris(depose)
        actuel.avancement = 0
        depot.noter(actuel, rapport)
    return actuel


@service
def demander_application(depose: ImportHeures, *, par: Acteur, differe: bool = True) -> bool:
    """Note que l'on veut appliquer ; un gros fichier le sera par un travail différé, sauf `differe=False`.

    Rend vrai s'il reste à l'appeler soi-même (`appliquer_import`) ; faux si c'est fait, en cours ou inscrit : deux
    demandes n'en font qu'une. Lève `RefusMetier` si le fichier n'est pas vérifié.

    Sans travail différé, une demande en cours n'arrête pas : si quelqu'un l'exécute, il en tient le verrou, et
    `appliquer_import` le dit ; sinon elle a été coupée, et se reprend.
    """
    actuel = _pris(depose)
    if actuel.etat == Etat.APPLIQUE or (differe and actuel.est_en_cours and not est_sans_nouvelles(actuel)):
        return False
    if actuel.etat != Etat.VERIFIE:
        raise RefusMetier("Ce fichier n'a pas pu être vérifié : il ne s'applique pas.")
    actuel.application_demandee_le = timezone.now()
    actuel.save(update_fields=["application_demandee_le"])
    if not differe or actuel.lignes_lues <= LIGNES_IMMEDIATES:
        return True
    differer(f"{_ICI}.appliquer_import", par=par, verrou=_verrou(actuel), import_id=actuel.pk)
    return False


@service
def repondre(depose: ImportHeures, reponses: Mapping[str, str], *, par: Acteur) -> ImportHeures:
    """Retient ce que l'on dit des lignes à confirmer ({numéro: « meme » ou « distinct »}), et vérifie de nouveau."""
    actuel = _pris(depose)
    if actuel.etat != Etat.VERIFIE or actuel.est_en_cours:
        raise RefusMetier("Ce fichier est appliqué, ou va l'être : redéposez-le pour répondre aux lignes restées.")
    actuel.reponses = {**actuel.reponses, **datees(reponses)}
    if actuel.lignes_lues > LIGNES_IMMEDIATES:
        actuel.etat, actuel.avancement = Etat.DEPOSE, 0
        actuel.save(update_fields=["reponses", "etat", "avancement"])
        differer(f"{_ICI}.verifier_import", par=par, verrou=_verrou(actuel), import_id=actuel.pk)
        return actuel
    actuel.save(update_fields=["reponses"])
    classeur = ouvrir(bytes(actuel.contenu), actuel.nom_fichier, bytes(actuel.cases))
    depot.noter(actuel, preparer(classeur, _contexte(actuel, par)).executer())
    return actuel


def appliquer(depose: ImportHeures, *, par: Acteur, differe: bool = True) -> ImportHeures:
    """Demande l'application et, si le fichier est court, la fait aussitôt ; rend l'import tel qu'il est devenu."""
    if demander_application(depose, par=par, differe=differe):
        try:
            return appliquer_import(depose.pk, par=par)
        except RefusMetier:  # un autre fichier s'applique : la demande n'a rien commencé, on peut la refaire
            _oublier_la_demande(depose, par=par)
            raise
    return ImportHeures.objects.get(pk=depose.pk)


@service
def _oublier_la_demande(depose: ImportHeures, *, par: Acteur) -> None:
    actuel = _pris(depose)
    if actuel.etat == Etat.VERIFIE and not actuel.avancement:
        actuel.application_demandee_le = None
        actuel.save(update_fields=["application_demandee_le"])


@service
def reprendre_verification(depose: ImportHeures, *, par: Acteur) -> None:
    """Inscrit de nouveau la vérification d'un fichier que l'on a cessé de vérifier (travail coupé)."""
    actuel = _pris(depose)
    if actuel.etat == Etat.DEPOSE and est_sans_nouvelles(actuel):
        actuel.save(update_fields=["avancement"])
        differer(f"{_ICI}.verifier_import", par=par, verrou=_verrou(actuel), import_id=actuel.pk)


def est_sans_nouvelles(depose: ImportHeures) -> bool:
    """Un travail demandé n'avance plus : il a été coupé, on peut le reprendre."""
    return depose.est_en_cours and timezone.now() - depose.modifie_le > SANS_NOUVELLES


@service_par_etapes
def appliquer_import(import_id: UUID | str, *, par: Acteur) -> ImportHeures:
    """Vérifie de nouveau et écrit, par paquets. Repris après une coupure, il écrit ce qui manque."""
    depose = ImportHeures.objects.get(pk=import_id)
    with depot.seul(_verrou(depose), EN_TRAIN):
        depose.refresh_from_db(fields=["etat", "avancement"])
        if depose.etat != Etat.VERIFIE:
            return depose
        est_repris = depose.avancement > 0
        _noter_l_avancement(depose, par, depose.avancement or COMMENCE)
        motif = _motif(depose)
        classeur = ouvrir(bytes(depose.contenu), depose.nom_fichier, bytes(depose.cases))
        chaine = preparer(classeur, _contexte(depose, par), Ecriture(par, motif, ORDRE))
        rapport = chaine.executer(_suivi(depose, par))
        phrases = [*([REPRIS] if est_repris else []), *chaine.conclure(motif)]
        with signer(par, motif):
            actuel = _pris(depose)
            actuel.avancement, actuel.message = rapport.lignes_lues, typographie(" ".join(phrases))
            actuel.cases = b""  # elles ne servaient qu'à appliquer
            depot.noter(actuel, rapport, Etat.APPLIQUE)
    return actuel


def _pris(depose: ImportHeures) -> ImportHeures:
    """Relu sous verrou, sans son contenu ni son rapport."""
    return ImportHeures.objects.select_for_update().get(pk=depose.pk)


def _motif(depose: ImportHeures) -> str:
    suite = ", heures déjà validées dans l'ancien outil" if depose.est_deja_valide else ""
    return f"Import de « {depose.nom_fichier} »{suite}"


def _contexte(depose: ImportHeures, par: Acteur) -> Contexte:
    jour = timezone.localdate()
    arrete_au = min(depose.arrete_au or jour, jour)
    return Contexte(depose.porteuse_id, par, jour, arrete_au, depose.est_deja_valide, Reponses(depose.reponses))


def _suivi(depose: ImportHeures, par: Acteur) -> Suivi:
    """Note l'avancement, pas plus d'une fois toutes les deux secondes."""
    derniere = [time.monotonic()]

    def suivre(fait: int) -> None:
        if time.monotonic() - derniere[0] >= ENTRE_DEUX_NOUVELLES:
            derniere[0] = time.monotonic()
            _noter_l_avancement(depose, par, fait)

    return suivre


def _noter_l_avancement(depose: ImportHeures, par: Acteur, fait: int) -> None:
    with signer(par):
        ImportHeures.objects.filter(pk=depose.pk).update(avancement=fait, modifie_le=timezone.now())


def _verrou(depose: ImportHeures) -> str:
    return f"import-heures-{depose.porteuse_id}"
