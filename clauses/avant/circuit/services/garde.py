"""Ce que tous les verbes du circuit vérifient d'abord, sous verrou : le marché, l'état, à qui de jouer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clauses.avant.circuit.models import Chez, Dossier, Partie, Tour, partie_de
from clauses.avant.circuit.situation import Situation, situation
from clauses.avant.redaction.models import VersionDePiece
from clauses.fond.socle.acte import enregistrer, etat_apres, exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.valeurs import en_date_longue
from clauses.suivi.marches.models import Marche
from regles import circuit
from regles.typographie import typographie


@dataclass(frozen=True)
class Main:
    """Qui joue, sur quel dossier (verrouillé), et où il en est."""

    dossier: Dossier
    partie: Partie
    vue: Situation


def prendre_la_main(dossier: Dossier, verbe: str, par: Acteur) -> Main:
    """Verrouille le dossier et vérifie que `par` peut jouer ce verbe maintenant. Lève `RefusMetier` sinon."""
    partie = partie_de(par)
    if partie is None:
        raise RefusMetier("Votre rôle n'est pas du circuit.")
    actuel = verrouiller(dossier)
    verifier_le_marche(actuel.marche)
    vue = situation(actuel)
    pourquoi = circuit.refus(verbe, etat=vue.etat, chez=vue.chez, partie=partie)
    if pourquoi:
        raise RefusMetier(typographie(_deja_fait(actuel, par, verbe) or pourquoi))
    return Main(actuel, partie, vue)


def verifier_le_marche(marche: Marche) -> None:
    exiger_actif(marche, "Ce marché est annulé.")
    if marche.etat != Marche.Etat.PREPARE:
        raise RefusMetier("Ce marché n'est plus en préparation\u00a0: ses pièces ne changent plus que par un avenant.")


def _deja_fait(dossier: Dossier, par: Acteur, verbe: str) -> str:
    """Un double envoi se reconnaît : le dernier tour est déjà celui que l'on redemande."""
    dernier = dossier.tours.order_by("-rang").first()
    if dernier is None or dernier.par != par.nom or dernier.geste not in _GESTES.get(verbe, ()):
        return ""
    jour = en_date_longue(timezone.localtime(dernier.quand).date())
    return f"C'est déjà fait : {dernier.get_geste_display().lower()} le {jour} par {dernier.par}."


_GESTES = {
    "transmettre": (Tour.Geste.TRANSMISSION, Tour.Geste.RETOUR),
    "rendre": (Tour.Geste.RETOUR,),
    "refuser": (Tour.Geste.REFUS,),
    "reprendre": (Tour.Geste.REPRISE,),
    "clore": (Tour.Geste.CLOTURE,),
}


def jouer(
    main: Main,
    verbe: str,
    geste: str,
    vers: str,
    *,
    par: Acteur,
    message: str = "",
    echeance: date | None = None,
    versions: Iterable[VersionDePiece] = (),
) -> Dossier:
    """Fait passer le dossier à `vers` et l'écrit dans un tour."""
    dossier, de = main.dossier, main.vue.chez
    etat = etat_apres("dossier", main.vue.etat, verbe)
    echeance = echeance if vers != Chez.PERSONNE else None
    enregistrer(dossier, {"etat": etat, "chez": vers, "chez_depuis": timezone.localdate(), "echeance": echeance})
    ecrire_le_tour(dossier, geste, de, vers, par=par, message=message, echeance=echeance, versions=versions)
    return dossier


def ecrire_le_tour(
    dossier: Dossier,
    geste: str,
    de: str,
    vers: str,
    *,
    par: Acteur,
    message: str = "",
    echeance: date | None = None,
    versions: Iterable[VersionDePiece] = (),
) -> Tour:
    tour = Tour(
        dossier=dossier,
        rang=dossier.tours.count() + 1,
        geste=geste,
        de=de,
        vers=vers,
        par=par.nom,
        message=message.strip(),
        echeance=echeance,
    )
    enregistrer(tour).versions.set(versions)
    return tour
