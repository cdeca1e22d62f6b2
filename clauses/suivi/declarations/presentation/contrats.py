"""Les contrats : la liste, la fiche, la recherche de la personne."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Confirmation, Definition, Lien, Page
from clauses.fond.socle.recherche import contenant
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, pastille
from clauses.fond.socle.valeurs import en_date, en_heures
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, LigneHeures
from clauses.suivi.declarations.services.ressemblances import Ressemblance
from regles.typographie import accorder

FIL = "Contrats"
_LUS = (
    "annule_le",
    "modalite",
    "type_contrat",
    "date_debut",
    "date_fin",
    "motif_fin",
    "participant__nom",
    "participant__prenom",
    "employeur__nom",
)


def contrats_visibles(acteur: Acteur) -> QuerySet[Any]:
    return (
        ContratInsertion.objects.visibles_par(acteur)
        .actifs()
        .select_related("participant", "employeur")
        .only(*_LUS)
        .order_by("-date_debut", "participant__tri", "pk")
    )


def filtrer(contrats: QuerySet[Any], valeurs: Mapping[str, Any], jour: date) -> QuerySet[Any]:
    if valeurs.get("q"):
        contrats = contrats.filter(contenant(valeurs["q"], "participant__recherche", "employeur__recherche"))
    egalites = {nom: valeurs[nom] for nom in ("modalite", "type_contrat") if valeurs.get(nom)}
    fini = Q(date_fin__lt=jour)
    if valeurs.get("situation"):
        contrats = contrats.filter(fini if valeurs["situation"] == "finis" else ~fini | Q(date_fin__isnull=True))
    return contrats.filter(**egalites)


def avec_leur_retenu(contrats: Iterable[Any]) -> list[Any]:
    """Ces contrats, chacun avec son `retenu`. Une requête, sur eux seuls."""
    lus = list(contrats)
    lignes = LigneHeures.objects.actifs().filter(contrat__parmi=lus).additionnees("contrat_id")
    retenus = {ligne["contrat_id"]: ligne["retenu"] for ligne in lignes}
    for contrat in lus:
        contrat.retenu = retenus.get(contrat.pk, Decimal(0))
    return lus


def tableau(contrats: Sequence[Any], jour: date) -> Tableau:
    colonnes = (
        Colonne("participant", "Personne", largeur=28, personnelle=True),
        Colonne("employeur.nom", "Employeur", largeur=28),
        Colonne("modalite", "Modalité", largeur=28, lire=lambda c: c.get_modalite_display()),
        Colonne("type_contrat", "Contrat", largeur=26, lire=lambda c: c.get_type_contrat_display()),
        Colonne("date_debut", "Début", "date"),
        Colonne("date_fin", "Fin", "date"),
        Colonne(
            "retenu",
            "Retenu",
            "heures",
            aide="Heures validées, qui comptent",
        ),
        Colonne("pk", "Situation", "etat", montrer=lambda c: situation(c, jour)),
    )
    return Tableau(
        colonnes,
        contrats,
        legende="Contrats d'insertion",
        avec_personnelles=True,
        url=fiche_de,
    )


def situation(contrat: ContratInsertion, jour: date) -> str:
    """En un mot : annulé, à venir, en cours, fini."""
    if contrat.est_annule:
        return etat("annulee", "Annulé")
    if contrat.date_debut > jour:
        return pastille("À venir", "neutre", "calendar-event")
    if contrat.date_fin is None or contrat.date_fin >= jour:
        return pastille("En cours", "accent", "circle")
    motif = contrat.get_motif_fin_display()
    return pastille(f"Fini{f', {motif.lower()}' if motif else ''}", "neutre", "archive")


def page_de_la_fiche(contrat: ContratInsertion, permis: dict[str, bool], retenu: Decimal) -> Page:
    adresse = lambda nom: reverse(f"declarations:{nom}", args=[contrat.pk])  # noqa: E731
    actions = []
    if permis["modifier"] and not contrat.est_annule:
        if contrat.motif_fin == "":
            actions.append(Action("Noter la fin…", adresse("contrat_terminer"), "secondaire", "calendar-event"))
        actions.append(Action("Modifier", adresse("contrat_modifier"), "secondaire", "pencil"))
        actions.append(Action("Annuler le contrat…", adresse("contrat_annuler"), "discrete"))
    fin = f" au {en_date(contrat.date_fin)}" if contrat.date_fin else ""
    return Page(
        titre=str(contrat.participant),
        surtitre=f"{contrat.get_type_contrat_display()} · {contrat.employeur}",
        phrase=f"Du {en_date(contrat.date_debut)}{fin}, {en_heures(retenu)} retenues."
        if fin
        else f"Depuis le {en_date(contrat.date_debut)}, {en_heures(retenu)} retenues.",
        ton="alerte" if contrat.est_annule else "neutre",
        fil=[Lien(FIL, reverse("declarations:contrats")), Lien(str(contrat.participant))],
        actions=actions,
    )


def page_de_la_question(question: Ressemblance) -> Page:
    """Un doublon, ou deux contrats ? Les deux sont nommés."""
    contrat, autre = question.contrat, question.autre
    dits = (
        f"{c.employeur}, {c.get_type_contrat_display()} {c.periode}, saisi le {en_date(timezone.localdate(c.cree_le))}"
        for c in (autre, contrat)
    )
    return Page(
        titre="Un doublon, ou deux contrats\u202f?",
        surtitre=str(contrat.participant),
        phrase="D'abord " + "\u202f; puis celui-ci, ".join(dits) + ".",
        ton="attente",
        fil=[Lien(FIL, reverse("declarations:contrats")), Lien(str(contrat.participant), fiche_de(contrat))],
    )


def definitions(contrat: ContratInsertion, affectations: Sequence[AffectationLot]) -> list[Definition]:
    lots = " ; ".join(f"{a.lot}{f', pour {a.attribution.structure}' if a.attribution else ''}" for a in affectations)
    lignes = [
        Definition("Personne", contrat.participant, reverse("participants:fiche", args=[contrat.participant_id])),
        Definition("Employeur", contrat.employeur),
        Definition("Modalité", contrat.get_modalite_display()),
    ]
    if contrat.entreprise_utilisatrice_id:
        lignes.append(Definition("Entreprise utilisatrice", contrat.entreprise_utilisatrice))
    metier = " · ".join(morceau for morceau in (contrat.metier, contrat.code_rome) if morceau)
    lignes += [
        Definition("Contrat", contrat.get_type_contrat_display()),
        Definition("Métier", metier, aide="Intitulé et code ROME"),
        Definition("Début", en_date(contrat.date_debut)),
        Definition("Fin", en_date(contrat.date_fin) if contrat.date_fin else "non connue"),
        Definition("Raison de la fin", contrat.get_motif_fin_display()),
        Definition("Contrat après\u202f?", contrat.get_contrat_apres_display()),
        Definition("Lots", lots),
    ]
    if contrat.distinct:
        lignes.append(Definition("Dit distinct d'un autre", contrat.distinct))
    if contrat.est_annule:
        lignes.append(Definition("Motif de l'annulation", contrat.motif_annulation))
    return lignes


def tableau_des_lignes(lignes: Sequence[LigneHeures]) -> Tableau:
    colonnes = (
        Colonne("mois", "Mois", "mois"),
        Colonne("lot", "Lot", largeur=32),
        Colonne("heures_travaillees", "Travail", "heures"),
        Colonne("heures_formation", "Formation", "heures"),
        Colonne("heures_accompagnement", "Accomp.", "heures", aide="Accompagnement"),
        Colonne("retenues", "Retenu", "heures", aide="Validé, qui compte"),
        Colonne("etat", "État", "etat", montrer=lambda ligne: etat(ligne.etat, ligne.get_etat_display())),
    )
    champs = ("heures_travaillees", "heures_formation", "heures_accompagnement", "retenues")
    total = {champ: sum((getattr(ligne, champ) for ligne in lignes), Decimal(0)) for champ in champs}
    return Tableau(
        colonnes,
        lignes,
        legende="Heures du contrat",
        url=lambda ligne: reverse("declarations:ligne", args=[ligne.pk]),
        total={"mois": "Total", **total} if lignes else None,
    )


def compte(nombre: int) -> str:
    return f"{accorder(nombre, 'contrat')}." if nombre else "Aucun contrat."


def demande_d_annulation(contrat: ContratInsertion) -> Confirmation:
    """La confirmation d'un contrat annulé : ce qui part avec lui, et la raison."""
    return Confirmation(
        question=f"Annuler le contrat de {contrat.participant}\u202f?",
        verbe="Annuler le contrat",
        consequences=("Ses heures non validées sont annulées avec lui. Le journal garde tout.",),
        url_retour=fiche_de(contrat),
        est_dangereuse=True,
    )
