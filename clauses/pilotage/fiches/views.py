"""Les deux fiches. Le droit d'ouvrir est ici ; ce que chacun y lit, dans `operation.py` et `lot.py`."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.requete import Requete
from clauses.pilotage.fiches import lot as fiche_lot
from clauses.pilotage.fiches import operation as fiche_operation
from clauses.suivi.marches.models import Lot, Operation


@ecran("operation.voir", objet=Operation, avec=fiche_operation.AVEC)
def operation(requete: Requete, objet: Operation) -> HttpResponse:
    """Vue d'ensemble : où elle en est, à qui de jouer, ses lots, qui joindre."""
    contexte = fiche_operation.Fiche(requete.acteur, objet, timezone.localdate()).en_contexte()
    return render(requete, "fiches/operation.html", contexte)


@ecran("lot.voir", objet=Lot, avec=fiche_lot.AVEC)
def lot(requete: Requete, objet: Lot) -> HttpResponse:
    """La fiche : ce que le lot doit et a fait, sa clause en mots, ses attributaires, sa vie."""
    contexte = fiche_lot.Fiche(requete.acteur, objet, timezone.localdate()).en_contexte()
    return render(requete, "fiches/lot.html", contexte)


@ecran("projet.voir", objet=Operation)
def rubrique_des_projets(requete: Requete, objet: Operation) -> HttpResponse:
    """D'où vient l'opération : sa fiche le dit désormais elle-même."""
    return redirect(fiche_de(objet))


@ecran("bilan.voir", objet=Operation)
def rubrique_d_avancement(requete: Requete, objet: Operation) -> HttpResponse:
    """Où en est l'opération : le bilan, comme avant, pour qui demande la page."""
    return redirect("bilans:operation", pk=objet.pk)
