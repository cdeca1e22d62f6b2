"""Ce que montre la fiche d'un marché."""

from collections.abc import Sequence

from django.urls import reverse

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.places import actes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Definition, Lien, Page
from clauses.fond.socle.valeurs import en_date, en_date_longue
from clauses.suivi.marches.models import EvenementMarche, Marche, Tranche
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation.commun import montant_en_mots
from clauses.suivi.marches.presentation.operations import BlocMarche
from clauses.suivi.marches.services.evenements import natures_possibles
from clauses.suivi.marches.situation import Situation
from regles.typographie import accorder

Nature = EvenementMarche.Nature
VERBES_DES_BOUTONS = {
    Nature.NOTIFICATION: "Noter la notification",
    Nature.ORDRE_DE_SERVICE: "Noter un ordre de service",
    Nature.AVENANT: "Noter un avenant",
    Nature.RECONDUCTION: "Noter une reconduction",
    Nature.AFFERMISSEMENT: "Affermir une tranche",
    Nature.RECEPTION: "Noter la réception",
    Nature.RESILIATION: "Noter la résiliation",
}


def page(acteur: Acteur, marche: Marche, vue: Situation, bloc: BlocMarche) -> Page:
    permis = capacites(acteur, marche)
    actions = [*_clause_a_ecrire(bloc), *actes(acteur, "marche", marche)]
    if permis["modifier"] and not marche.est_annule:
        un_lot = reverse("marches:lot_creer", args=[marche.pk])
        modifier = Action("Modifier", reverse("marches:marche_modifier", args=[marche.pk]))
        if bloc.est_non_alloti:
            actions += [modifier, Action("Découper en lots", un_lot, style="discrete")]
        else:
            actions += [Action("Ajouter un lot", un_lot, icone="plus-lg"), modifier]
    if marche.etat == Marche.Etat.PREPARE and not marche.est_annule:
        actions += actes(acteur, "marche préparé", marche)
    return Page(
        titre=marche.objet,
        surtitre=" · ".join(filter(None, ("Marché", marche.reference, marche.operation.donneur_d_ordre.nom))),
        phrase=phrase(marche, vue),
        ton="alerte" if marche.etat == Marche.Etat.RESILIE else "neutre",
        fil=fil_operation(acteur, marche.operation, Lien(marche.nom_court)),
        actions=actions,
    )


def _clause_a_ecrire(bloc: BlocMarche) -> list[Action]:
    """La première clause qui manque : c'est ce qu'un marché neuf attend."""
    a_ecrire = next((ligne for ligne in bloc.sans_clause if ligne.url_clause), None)
    if a_ecrire is None:
        return []
    libelle = "Écrire la clause" if len(bloc.lots) == 1 else f"Écrire la clause du lot {a_ecrire.lot.numero}"
    return [Action(libelle, a_ecrire.url_clause, style="principale", icone="pencil")]


def phrase(marche: Marche, vue: Situation) -> str:
    """Où en est le marché, et jusqu'à quand."""
    if marche.est_annule:
        return f"Marché annulé\u00a0: {marche.motif_annulation}"
    etat = marche.get_etat_display()
    if vue.resilie_le:
        return f"{etat} le {en_date_longue(vue.resilie_le)}."
    if vue.receptionne_le:
        return f"{etat} le {en_date_longue(vue.receptionne_le)}."
    if vue.fin is None:
        return f"{etat}. La durée n'est pas renseignée\u00a0: la fin est inconnue."
    texte = f"{etat}, jusqu'au {en_date_longue(vue.fin)}."
    if vue.reconductions_restantes:
        texte += f" Encore {accorder(vue.reconductions_restantes, 'reconduction possible', 'reconductions possibles')}"
        texte += f", jusqu'au {en_date_longue(vue.fin_possible)}." if vue.fin_possible else "."
    return texte


def actions_de_la_vie(acteur: Acteur, marche: Marche, vue: Situation) -> list[Action]:
    """Ce que l'on peut noter maintenant, un bouton par verbe : rien qui serait refusé d'avance."""
    if not peut(acteur, "evenementmarche.saisir", marche) or marche.est_annule:
        return []
    sans_objet = set() if vue.reconductions_restantes else {Nature.RECONDUCTION}
    if not Tranche.objects.actifs().a_affermir(marche).exists():
        sans_objet.add(Nature.AFFERMISSEMENT)
    return [
        Action(VERBES_DES_BOUTONS[Nature(n)], reverse("marches:evenement_noter", args=[marche.pk, n]))
        for n in natures_possibles(marche)
        if n not in sans_objet
    ]


def annulables(acteur: Acteur, evenements: Sequence[EvenementMarche]) -> list[Lien]:
    """Un lien d'annulation par événement actif, pour qui peut saisir."""
    if not peut(acteur, "evenementmarche.saisir"):
        return []
    actifs = sorted((e for e in evenements if not e.est_annule), key=lambda e: (e.jour, e.cree_le))
    return [Lien(str(e), reverse("marches:evenement_annuler", args=[e.pk])) for e in actifs]


def definitions(marche: Marche, vue: Situation) -> list[Definition]:
    return [
        Definition("Référence", marche.reference),
        Definition("Nature d'achat", marche.get_nature_achat_display() if marche.nature_achat else ""),
        Definition("Procédure", marche.get_procedure_display() if marche.procedure else ""),
        Definition("Forme", marche.get_forme_display()),
        Definition("CCAG", marche.ccag),
        Definition("Code CPV", marche.cpv, aide="Vocabulaire commun pour les marchés publics"),
        Definition("Montant", montant_en_mots(vue), aide="Avenants compris"),
        Definition("Notification", en_date(marche.date_notification) if marche.date_notification else ""),
        Definition("Début", en_date(vue.debut) if vue.debut else ""),
        Definition(
            "Durée ferme", f"{vue.duree_ferme_mois}\u00a0mois" if vue.duree_ferme_mois else "", aide="Avenants compris"
        ),
        Definition("Reconductions", _reconductions(marche, vue)),
        Definition("Fin ferme", en_date(vue.fin_ferme) if vue.fin_ferme else ""),
        Definition("Fin, reconductions faites", en_date(vue.fin_engagee) if vue.fin_engagee else ""),
        Definition("Lieu", " ".join(filter(None, (marche.lieu_nom, marche.lieu_code)))),
        Definition("Considérations sociales déclarées", marche.considerations_en_mots),
    ]


def _reconductions(marche: Marche, vue: Situation) -> str:
    if not marche.reconductions_prevues:
        return "aucune"
    faites = vue.reconductions_faites
    return f"{faites} sur {marche.reconductions_prevues}, de {marche.reconduction_mois}\u00a0mois"
