"""Les verbes de l'import : déposer, vérifier, demander l'application, appliquer."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import differer
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.signature import service, service_par_etapes, signer
from clauses.suivi.declarations.imports.contexte import Contexte, Suivi
from clauses.suivi.declarations.imports.contrats import VerificationContrats
from clauses.suivi.declarations.imports.ecriture import Ecriture
from clauses.suivi.declarations.imports.formats import Classeur, ouvrir
from clauses.suivi.declarations.imports.mensuel import VerificationMensuelle
from clauses.suivi.declarations.imports.rapport import Rapport
from clauses.suivi.declarations.imports.transmission import Validees, transmettre_les_mois, valider_la_reprise
from clauses.suivi.declarations.imports.verification import Verification, preparer
from clauses.suivi.declarations.models import ImportHeures
from regles.typographie import accorder, typographie

Etat = ImportHeures.Etat
LIGNES_IMMEDIATES = 5_000  # au-delà, un travail différé, et l'avancement à l'écran
TAILLE_MAX = 30_000_000
ENTRE_DEUX_NOUVELLES = 2.0  # secondes
SANS_NOUVELLES = timedelta(minutes=2)
_ICI = "clauses.suivi.declarations.imports.service"


@service
def deposer(
    contenu: bytes,
    nom: str,
    *,
    par: Acteur,
    est_deja_valide: bool = False,
    arrete_au: date | None = None,
    differe: bool = True,
) -> ImportHeures:
    """Garde le fichier et le vérifie ; un gros fichier l'est par un travail différé, sauf `differe=False`.

    Lève `FichierIllisible` si le fichier entier est refusé : rien n'est gardé.
    """
    if len(contenu) > TAILLE_MAX:
        raise FichierIllisible(nom, f"le fichier pèse plus de {TAILLE_MAX // 1_000_000} Mo.", "Le découper.")
    classeur = ouvrir(contenu, nom)
    depose = ImportHeures(
        porteuse_id=par.porteuse_id, nom_fichier=nom[:250], contenu=contenu, modele=classeur.format.modele,
        empreinte=hashlib.sha256(contenu).hexdigest(), depose_par=par.nom, est_deja_valide=est_deja_valide,
        arrete_au=arrete_au,
    )  # fmt: skip
    depose.lignes_lues = sum(1 for _ in islice(classeur.tableau, LIGNES_IMMEDIATES + 1))
    if not depose.lignes_lues:
        raise FichierIllisible(nom, "il n'y a aucune ligne sous l'en-tête.", "Vérifier que c'est le bon fichier.")
    if differe and depose.lignes_lues > LIGNES_IMMEDIATES:
        depose.save()
        differer(f"{_ICI}.verifier_import", par=par, verrou=_verrou(depose), import_id=depose.pk)
        return depose
    _garder(depose, preparer(classeur, _contexte(depose, par)).executer(lambda _: None))
    depose.save()
    return depose


@service_par_etapes
def verifier_import(import_id: UUID | str, *, par: Acteur) -> ImportHeures:
    """Vérifie un fichier déposé, sans rien appliquer ; sans effet s'il l'est déjà."""
    depose = ImportHeures.objects.get(pk=import_id)
    if depose.etat != Etat.DEPOSE:
        return depose
    try:
        classeur = ouvrir(bytes(depose.contenu), depose.nom_fichier)
        rapport = preparer(classeur, _contexte(depose, par)).executer(_suivi(depose, par))
    except FichierIllisible as erreur:
        with signer(par):
            depose.etat, depose.message = Etat.REFUSE, str(erreur)
            depose.save(update_fields=["etat", "message"])
        return depose
    with signer(par):
        actuel = verrouiller(depose, None)
        _garder(actuel, rapport)
        actuel.save()
    return actuel


@service
def demander_application(depose: ImportHeures, *, par: Acteur, differe: bool = True) -> bool:
    """Note que l'on veut appliquer ; un gros fichier le sera par un travail différé, sauf `differe=False`.

    Rend vrai s'il reste à l'appeler soi-même (`appliquer_import`) ; faux si c'est fait, en cours ou inscrit : deux
    demandes n'en font qu'une. Lève `RefusMetier` si le fichier n'est pas vérifié.
    """
    actuel = verrouiller(depose, None)
    if actuel.etat == Etat.APPLIQUE or (actuel.est_en_cours and not est_sans_nouvelles(actuel)):
        return False
    if actuel.etat != Etat.VERIFIE:
        raise RefusMetier("Ce fichier n'a pas pu être vérifié : il ne s'applique pas.")
    actuel.application_demandee_le = timezone.now()
    actuel.save(update_fields=["application_demandee_le"])
    if not differe or actuel.lignes_lues <= LIGNES_IMMEDIATES:
        return True
    differer(f"{_ICI}.appliquer_import", par=par, verrou=_verrou(actuel), import_id=actuel.pk)
    return False


def appliquer(depose: ImportHeures, *, par: Acteur, differe: bool = True) -> ImportHeures:
    """Demande l'application et, si le fichier est court, la fait aussitôt ; rend l'import tel qu'il est devenu."""
    if demander_application(depose, par=par, differe=differe):
        return appliquer_import(depose.pk, par=par)
    return ImportHeures.objects.get(pk=depose.pk)


@service
def reprendre_verification(depose: ImportHeures, *, par: Acteur) -> None:
    """Inscrit de nouveau la vérification d'un fichier que l'on a cessé de vérifier (travail coupé)."""
    actuel = verrouiller(depose, None)
    if actuel.etat == Etat.DEPOSE and est_sans_nouvelles(actuel):
        actuel.save(update_fields=["avancement"])
        differer(f"{_ICI}.verifier_import", par=par, verrou=_verrou(actuel), import_id=actuel.pk)


def est_sans_nouvelles(depose: ImportHeures) -> bool:
    """Un travail demandé n'avance plus : il a été coupé, on peut le reprendre."""
    return depose.est_en_cours and timezone.now() - depose.modifie_le > SANS_NOUVELLES


@service_par_etapes
def appliquer_import(import_id: UUID | str, *, par: Acteur) -> ImportHeures:
    """Vérifie de nouveau, puis écrit par paquets. Repris après une coupure, il écrit ce qui manque."""
    depose = ImportHeures.objects.get(pk=import_id)
    with _seul(depose.porteuse_id):
        depose.refresh_from_db(fields=["etat", "avancement"])
        if depose.etat != Etat.VERIFIE:
            return depose
        est_repris = depose.avancement > 0
        classeur = ouvrir(bytes(depose.contenu), depose.nom_fichier)
        verification = preparer(classeur, _contexte(depose, par))
        rapport = verification.executer(lambda _: None)
        motif = _motif(depose)
        Ecriture(verification.contexte, rapport, motif).executer(_suivi(depose, par))
        suite = _apres(verification, classeur, motif)
        with signer(par, motif):
            actuel = verrouiller(depose, None)
            _garder(actuel, rapport)
            actuel.etat, actuel.message = Etat.APPLIQUE, typographie(_message(est_repris, suite))
            actuel.save()
    return actuel


def _apres(verification: Verification, classeur: Classeur, motif: str) -> tuple[int, Validees]:
    contexte = verification.contexte
    if isinstance(verification, VerificationMensuelle):
        return transmettre_les_mois(verification.mois_a_transmettre, contexte, motif), Validees()
    if isinstance(verification, VerificationContrats) and contexte.est_deja_valide:
        return 0, valider_la_reprise(verification.contrats_du_fichier, contexte, motif)
    return 0, Validees()


def _message(est_repris: bool, suite: tuple[int, Validees]) -> str:
    transmis, validees = suite
    phrases = []
    if est_repris:
        phrases.append("Repris après une coupure : les lignes écrites avant elle sont comptées inchangées.")
    if transmis:
        phrases.append(f"{accorder(transmis, 'mois complet transmis', 'mois complets transmis')}.")
    if validees.validees or validees.restantes:
        restent = f", {accorder(validees.restantes, 'reste', 'restent')} à valider" if validees.restantes else ""
        phrases.append(f"{accorder(validees.validees, 'cumul validé', 'cumuls validés')}{restent}.")
    if validees.raisons:
        phrases.append(f"Ce qui les retient : {' ; '.join(validees.raisons)}.")
    return " ".join(phrases)


def _motif(depose: ImportHeures) -> str:
    suite = ", heures déjà validées dans l'ancien outil" if depose.est_deja_valide else ""
    return f"Import de « {depose.nom_fichier} »{suite}"


def _contexte(depose: ImportHeures, par: Acteur) -> Contexte:
    jour = timezone.localdate()
    return Contexte(depose.porteuse_id, par, jour, min(depose.arrete_au or jour, jour), depose.est_deja_valide)


def _garder(depose: ImportHeures, rapport: Rapport) -> None:
    depose.rapport, depose.lignes_lues = rapport.en_json(), rapport.lignes_lues
    depose.avancement = rapport.lignes_lues
    if depose.etat == Etat.DEPOSE:
        depose.etat, depose.avancement = Etat.VERIFIE, 0


def _suivi(depose: ImportHeures, par: Acteur) -> Suivi:
    """Note l'avancement, pas plus d'une fois toutes les deux secondes."""
    derniere = [time.monotonic()]

    def suivre(fait: int) -> None:
        if time.monotonic() - derniere[0] >= ENTRE_DEUX_NOUVELLES:
            derniere[0] = time.monotonic()
            with signer(par):
                ImportHeures.objects.filter(pk=depose.pk).update(avancement=fait, modifie_le=timezone.now())

    return suivre


def _verrou(depose: ImportHeures) -> str:
    return f"import-heures-{depose.porteuse_id}"


@contextmanager
def _seul(porteuse_id: UUID) -> Iterator[None]:
    """Un seul import s'applique à la fois chez une structure porteuse. Le verrou meurt avec la connexion."""
    nom = f"import-heures-{porteuse_id}"
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [nom])
        if not curseur.fetchone()[0]:
            raise RefusMetier("Un import de votre structure est déjà en train de s'appliquer : attendez sa fin.")
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [nom])
