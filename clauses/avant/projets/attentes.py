"""Ce que les fiches projet font attendre à un accueil : à soumettre, à étudier, et celles que le lancement presse."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.valeurs import en_date_longue
from clauses.suivi.marches.models import Operation

# Usages du métier, pas des règles : une fiche soumise s'étudie dans la semaine, et six semaines avant le lancement
# il reste de quoi chercher les fournisseurs, calibrer et écrire.
DELAI_D_ETUDE = timedelta(days=7)
AVANT_LE_LANCEMENT = timedelta(days=45)
AU_PLUS = 50
_LUS = ("nom", "etat", "etat_depuis", "cree_le", "date_lancement", "donneur_d_ordre__nom")


def attentes(acteur: Acteur, jour: date, operations: Sequence[Operation] | None) -> list[Attente]:
    """Les fiches que l'on voit, quelles que soient les opérations suivies : elles n'en ont pas encore. Une requête."""
    if not peut(acteur, "projet.modifier"):
        return []
    est_de_l_equipe = peut(acteur, "projet.ouvrir")
    presses = Q(etat=Projet.Etat.A_L_ETUDE, date_lancement__lte=jour + AVANT_LE_LANCEMENT)
    siens = Q(facilitateur_id=acteur.utilisateur_id) | Q(facilitateur__isnull=True)
    quoi = Q(etat=Projet.Etat.SOUMIS) | presses
    choix = (quoi & siens) if est_de_l_equipe else quoi | Q(etat=Projet.Etat.BROUILLON)
    fiches = Projet.objects.visibles_par(acteur).actifs().filter(choix)
    fiches = fiches.select_related("donneur_d_ordre").only(*_LUS)
    return [_attente(projet, jour, est_de_l_equipe) for projet in fiches.order_by("date_lancement", "pk")[:AU_PLUS]]


def _attente(projet: Projet, jour: date, est_de_l_equipe: bool) -> Attente:
    acte, limite = _acte(projet)
    lancement = f"lancement le {en_date_longue(projet.date_lancement)}" if projet.date_lancement else ""
    return Attente(
        acte=acte,
        objet=projet.nom,
        detail=" · ".join(filter(None, (str(projet.donneur_d_ordre), lancement))),
        depuis=limite,
        url=fiche_de(projet),
        bouton="Ouvrir la fiche",
        est_en_retard=limite < jour,
        chez="moi" if est_de_l_equipe != (projet.etat == Projet.Etat.BROUILLON) else "autres",
    )


def _acte(projet: Projet) -> tuple[str, date]:
    """L'acte attendu, et le jour où il l'était au plus tard."""
    entree = projet.etat_depuis or timezone.localtime(projet.cree_le).date()
    if projet.etat == Projet.Etat.SOUMIS:
        return "Étudier la fiche projet", entree + DELAI_D_ETUDE
    if projet.etat == Projet.Etat.BROUILLON:
        return "Compléter et soumettre la fiche", projet.date_lancement or entree + AVANT_LE_LANCEMENT
    return "Créer l'opération avant le lancement", projet.date_lancement
