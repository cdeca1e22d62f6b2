"""Ce qui attend avant le contrat : les pièces qui circulent, les fiches projet à étudier ou à lancer."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clauses.avant.circuit.attentes import DossierEnAttente, dossiers_en_attente
from clauses.avant.circuit.presentation.phrases import depuis
from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.valeurs import en_date_longue
from clauses.pilotage.tableaux.attentes import AU_PLUS, Attente
from regles.typographie import accorder

# Usages du métier, pas des règles : une fiche soumise s'étudie dans la semaine, et six semaines avant le lancement
# il reste de quoi chercher les fournisseurs, calibrer et écrire.
DELAI_D_ETUDE = timedelta(days=7)
AVANT_LE_LANCEMENT = timedelta(days=45)


def circuits(
    acteur: Acteur, jour: date, operations: Iterable[UUID] | None = None
) -> tuple[list[Attente], list[Attente]]:
    """(à moi, chez les autres) : les dossiers de consultation ouverts, chacun là où il attend."""
    dossiers = dossiers_en_attente(acteur, jour, operations)
    return (
        [_circuit(d, jour) for d in dossiers if d.est_a_moi],
        [_circuit(d, jour) for d in dossiers if not d.est_a_moi],
    )


def _circuit(d: DossierEnAttente, jour: date) -> Attente:
    precisions = [d.operation, "" if d.est_a_moi else d.a_qui.lower()]
    precisions.append(accorder(d.remarques, "remarque ouverte", "remarques ouvertes") if d.remarques else "")
    return Attente(
        acte=d.acte,
        objet=d.marche,
        detail=" · ".join(filter(None, precisions)),
        depuis=d.echeance or d.depuis,
        url=reverse("circuit:dossier", args=[d.marche_id]),
        bouton="Ouvrir le circuit",
        est_en_retard=d.est_en_retard,
        mots="" if d.echeance else depuis(d.depuis, jour),
    )


def projets(acteur: Acteur, jour: date) -> tuple[list[Attente], list[Attente]]:
    """(à moi, chez les autres) : les fiches à soumettre, à étudier, et celles que le lancement presse. Une requête."""
    if not peut(acteur, "projet.modifier"):
        return [], []
    est_de_l_equipe = peut(acteur, "projet.ouvrir")
    presses = Q(etat=Projet.Etat.A_L_ETUDE, date_lancement__lte=jour + AVANT_LE_LANCEMENT)
    siens = Q(facilitateur_id=acteur.utilisateur_id) | Q(facilitateur__isnull=True)
    quoi = Q(etat=Projet.Etat.SOUMIS) | presses
    choix = (quoi & siens) if est_de_l_equipe else quoi | Q(etat=Projet.Etat.BROUILLON)
    fiches = Projet.objects.visibles_par(acteur).actifs().filter(choix).select_related("donneur_d_ordre")
    miennes: list[Attente] = []
    autres: list[Attente] = []
    for projet in fiches.order_by("date_lancement", "pk")[:AU_PLUS]:
        a_moi = est_de_l_equipe != (projet.etat == Projet.Etat.BROUILLON)
        (miennes if a_moi else autres).append(_projet(projet, jour))
    return miennes, autres


def _projet(projet: Projet, jour: date) -> Attente:
    acte, limite = _acte_du_projet(projet)
    lancement = f"lancement le {en_date_longue(projet.date_lancement)}" if projet.date_lancement else ""
    return Attente(
        acte=acte,
        objet=projet.nom,
        detail=" · ".join(filter(None, (str(projet.donneur_d_ordre), lancement))),
        depuis=limite,
        url=fiche_de(projet),
        bouton="Ouvrir la fiche",
        est_en_retard=limite < jour,
    )


def _acte_du_projet(projet: Projet) -> tuple[str, date]:
    """L'acte attendu, et le jour où il l'était au plus tard."""
    entree = projet.etat_depuis or timezone.localtime(projet.cree_le).date()
    if projet.etat == Projet.Etat.SOUMIS:
        return "Étudier la fiche projet", entree + DELAI_D_ETUDE
    if projet.etat == Projet.Etat.BROUILLON:
        return "Compléter et soumettre la fiche", projet.date_lancement or entree + AVANT_LE_LANCEMENT
    return "Ouvrir l'opération avant le lancement", projet.date_lancement
