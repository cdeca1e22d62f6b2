"""« Heures et personnes » d'une opération, l'export de ses lignes, leur validation, l'ouverture de ses mois."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.exports import reponse_xlsx
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import jouer
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.suivi.declarations.exports import export_des_lignes
from clauses.suivi.declarations.forms import FiltreDesHeures
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.presentation import operation as vue
from clauses.suivi.declarations.presentation import validation
from clauses.suivi.declarations.presentation.ligne import calcul_de, definitions_de, page_de_la_ligne
from clauses.suivi.declarations.services.ouverture import Ouverture, ouvrir_les_mois_de_l_operation
from clauses.suivi.declarations.views.validation import acte_motive_sur_lignes, acte_sur_les_lignes
from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.onglets import fil_operation, onglets_operation
from regles.typographie import accorder

PAR_PAGE = 50


def _ouvrir(requete: Requete, pk: UUID) -> Operation:
    operation = vue.operation_vue(requete.acteur, pk)
    if operation is None:
        raise Http404
    return operation


@ecran("lot.heures")
def operation(requete: Requete, pk: UUID) -> HttpResponse:
    """Les jauges par lot, puis les personnes et les lignes, ou les seuls mois pour le donneur d'ordre."""
    operation = _ouvrir(requete, pk)
    lots = list(vue.lots_de(requete.acteur, pk))
    suivis = vue.suivi_des_lots(requete.acteur, lots, timezone.localdate())
    contexte: dict[str, Any] = {
        "page": _page(requete.acteur, operation, suivis),
        "operation": operation,
        "tableau_lots": vue.tableau_des_lots(suivis),
        "lots": lots,
        "vide": Vide("Aucun lot", "Les heures se rattachent à un lot : commencez par le marché et ses lots."),
        "personnes": peut(requete.acteur, "ligneheures.voir"),
    }
    if contexte["personnes"]:
        contexte |= _contexte_des_personnes(requete, lots, operation)
    else:
        contexte["tableau_mois"] = vue.mois_par_mois(requete.acteur, operation, lots)
    return render(requete, "declarations/operation.html", contexte)


def _page(acteur: Acteur, operation: Operation, suivis: list[vue.LotSuivi]) -> Page:
    actions = []
    if peut(acteur, "contratinsertion.creer"):
        adresse = f"{reverse('declarations:contrat_creer')}?operation={operation.pk}"
        actions.append(Action("Ajouter un contrat", adresse, "principale", "plus-lg"))
        ouvrir = reverse("declarations:ouvrir", args=[operation.pk])
        actions.append(Action("Ouvrir les mois manquants", ouvrir, "secondaire", "", "post"))
    if peut(acteur, "ligneheures.voir"):
        exporter = reverse("declarations:exporter", args=[operation.pk])
        actions.append(Action("Exporter les lignes", exporter, "discrete", "download"))
    return Page(
        titre=operation.nom,
        surtitre=f"Heures et personnes · {operation.donneur_d_ordre}",
        phrase=vue.phrase(suivis, acteur),
        fil=fil_operation(acteur, operation, Lien("Heures et personnes")),
        onglets=onglets_operation(acteur, operation, "heures") if peut(acteur, "operation.voir") else [],
        actions=actions,
    )


def _filtrees(requete: Requete, lots: list[Any]) -> tuple[FiltreDesHeures, Any, dict[str, Any]]:
    filtre = FiltreDesHeures(requete.GET or None, lots=vue.Lot.objects.filter(pk__in=[lot.pk for lot in lots]))
    valeurs = lire_filtres(filtre)
    return filtre, vue.filtrer_lignes(vue.lignes_de(requete.acteur, lots), valeurs), valeurs


def _contexte_des_personnes(requete: Requete, lots: list[Any], operation: Operation) -> dict[str, Any]:
    filtre, lignes, valeurs = _filtrees(requete, lots)
    contrats = vue.filtrer_contrats(vue.contrats_de(requete.acteur, lots), valeurs)
    feuille = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    feuille_contrats = Paginator(contrats, PAR_PAGE).get_page(requete.GET.get("contrats"))
    valide = peut(requete.acteur, "ligneheures.valider")
    return {
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("declarations:operation", args=[operation.pk])),
        "feuille": feuille,
        "feuille_contrats": feuille_contrats,
        "tableau_lignes": vue.tableau_des_lignes(list(feuille), valide=valide),
        "tableau_contrats": vue.tableau_des_contrats(list(feuille_contrats)),
        "barre": validation.barre_avec_reouverture() if valide else None,
        "vide_lignes": Vide("Aucune heure déclarée", "Les heures arrivent par la saisie des mois, ou par un import."),
        "vide_contrats": Vide("Aucun contrat", "Un contrat relie une personne, un employeur et un lot."),
    }


@ecran("ligneheures.voir")
def exporter(requete: Requete, pk: UUID) -> HttpResponse:
    """Les lignes filtrées, en classeur. Les noms n'y sont que pour qui suit les personnes."""
    operation = _ouvrir(requete, pk)
    lots = list(vue.lots_de(requete.acteur, pk))
    _, lignes, valeurs = _filtrees(requete, lots)
    filtres = [f"{nom.capitalize()} : {valeur}" for nom, valeur in valeurs.items() if valeur]
    noms = peut(requete.acteur, "participant.voir")
    jour = timezone.localdate()
    export = export_des_lignes(
        operation, lignes.iterator(chunk_size=2000), jour=jour, filtres=filtres, avec_personnelles=noms
    )
    return reponse_xlsx(export)


@ecran("ligneheures.valider", ecrit=True, objet=Operation)
def valider_lignes(requete: Requete, operation: Operation) -> HttpResponse:
    """Les lignes cochées : valider, ou demander la raison d'un autre acte."""
    retour = reverse("declarations:operation", args=[operation.pk])
    return acte_sur_les_lignes(
        requete, retour, lambda acte: reverse("declarations:acte_lignes", args=[operation.pk, acte])
    )


@ecran("ligneheures.valider", ecrit=True, objet=Operation)
def acte_lignes(requete: Requete, operation: Operation, acte: str) -> HttpResponse:
    """Demander une correction, refuser ou rouvrir des lignes de l'opération, avec la raison."""
    if acte not in validation.VERBES:
        raise Http404
    retour = reverse("declarations:operation", args=[operation.pk])
    return acte_motive_sur_lignes(requete, acte, retour, "Le déclarant", operation.nom)


@ecran("declarationmensuelle.valider", ecrit=True, objet=Operation)
def ouvrir(requete: Requete, operation: Operation) -> HttpResponse:
    """Ouvre tout de suite les mois qui manquent, sans attendre la nuit."""
    retour = reverse("declarations:operation", args=[operation.pk])
    if requete.method != "POST":
        return redirect(retour)

    def dire(fait: Ouverture) -> str:
        return (
            f"{accorder(fait.ouverts, 'mois ouvert', 'mois ouverts')}." if fait.ouverts else "Aucun mois ne manquait."
        )

    verbe = partial(ouvrir_les_mois_de_l_operation, operation.pk, par=requete.acteur)
    return jouer(requete, verbe, retour=retour, message=dire)


@ecran("ligneheures.voir", objet=LigneHeures)
def ligne(requete: Requete, ligne: LigneHeures) -> HttpResponse:
    """Une ligne : ses heures, ce qui est retenu, pourquoi, et son histoire."""
    equipe = peut(requete.acteur, "ligneheures.valider")
    contexte = {
        "page": page_de_la_ligne(ligne, requete.acteur),
        "definitions": definitions_de(ligne),
        "calcul": calcul_de(ligne, equipe=equipe),
        "journal": historique([ligne]) if equipe else [],
    }
    return render(requete, "declarations/ligne.html", contexte)
