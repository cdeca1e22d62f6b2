"""Les écrans de la personne."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import capacites, peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.habilitations.places import fragment
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Confirmation, Doublons, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.forms import lire_filtres
from clauses.fond.socle.gestes import MALGRE_LES_DOUBLONS, confirmer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.suivi.participants import presentation, services
from clauses.suivi.participants.doubles import ressemblantes
from clauses.suivi.participants.forms import (
    ChoixDuCritereForm,
    CritereForm,
    EligibiliteForm,
    FiltreParticipants,
    ParticipantForm,
)
from clauses.suivi.participants.models import CritereParticipant, Participant
from regles.publics import CRITERES
from regles.typographie import accorder

PAR_PAGE = 50
A_COMPARER = 5_000


@ecran("participant.voir")
def liste(requete: Requete) -> HttpResponse:
    """Les personnes que l'on peut voir, cherchées et filtrées."""
    filtre = FiltreParticipants(requete.GET or None)
    personnes = presentation.liste_des_personnes(Participant.objects.visibles_par(requete.acteur).actifs())
    personnes = _filtrer(personnes, filtre)
    feuille = Paginator(personnes, PAR_PAGE).get_page(requete.GET.get("page"))
    mots = ("personne répond à ces filtres", "personnes répondent à ces filtres") if requete.GET else ("personne",)
    page = Page(
        titre="Personnes",
        phrase=f"{accorder(feuille.paginator.count, *mots)}.",
        actions=_acte_creer(requete),
    )
    return render(
        requete,
        "socle/liste.html",
        {"page": page, "feuille": feuille, **_contexte_liste(requete, feuille, filtre)},
    )


def _acte_creer(requete: Requete) -> list[Action]:
    if not peut(requete.acteur, "participant.creer"):
        return []
    return [Action("Ajouter une personne", reverse("participants:creer"), style="principale", icone="plus-lg")]


def _filtrer(personnes: Any, filtre: FiltreParticipants) -> Any:
    valeurs = lire_filtres(filtre)
    if valeurs.get("q"):
        personnes = personnes.cherches(valeurs["q"])
    if valeurs.get("eligibilite"):
        attendu = {"eligible": True, "refusee": False, "a_juger": None}[valeurs["eligibilite"]]
        personnes = (
            personnes.filter(est_eligible=attendu)
            if attendu is not None
            else personnes.filter(est_eligible__isnull=True)
        )
    return personnes.filter(**{champ: valeurs[champ] for champ in ("sexe", "qpv") if valeurs.get(champ)})


def _contexte_liste(requete: Requete, feuille: Any, filtre: FiltreParticipants) -> dict[str, Any]:
    complet = peut(requete.acteur, "critereparticipant.voir")
    colonnes = presentation.COLONNES if complet else presentation.COLONNES[:2]
    return {
        "tableau": Tableau(
            colonnes,
            list(feuille),
            legende="Personnes",
            avec_personnelles=True,
            url=lambda p: reverse("participants:fiche", args=[p.pk]),
        ),
        "filtres": GroupeDeFiltres(filtre, url_effacer=reverse("participants:liste")) if complet else None,
        "vide": Vide(
            "Aucune personne" if not requete.GET else "Aucune personne ne répond à ces filtres",
            "Les personnes arrivent ici par la saisie, ou par l'import d'un classeur.",
            action=next(iter(_acte_creer(requete)), None),
        ),
    }


@ecran("participant.voir", objet=Participant)
def fiche(requete: Requete, personne: Participant) -> HttpResponse:
    """La fiche : identité, critères vus, éligibilité figée, journal."""
    complet = peut(requete.acteur, "critereparticipant.voir")
    jugement = personne.eligibilites.actifs().first() if complet else None
    criteres = list(personne.criteres.actifs().select_related("vue_par").order_by("code", "pk")) if complet else []
    contexte = {
        "page": presentation.page_de_la_fiche(
            personne, jugement, criteres, capacites(requete.acteur, personne), complet
        ),
        "personne": personne,
        "complet": complet,
        "url_parcours": fragment(requete.acteur, "parcours", personne),
        "definitions": presentation.definitions(personne, complet=complet),
        "criteres": presentation.criteres_en_lignes(criteres),
        "jugement": jugement,
        "journal": historique([personne, *criteres, *([jugement] if jugement else [])]) if complet else [],
    }
    return render(requete, "participants/fiche.html", contexte)


@ecran("participant.creer", ecrit=True)
def creer(requete: Requete) -> HttpResponse:
    """Nouvelle fiche ; les doublons probables se montrent avant d'enregistrer."""
    formulaire = ParticipantForm(requete.POST or None, acteur=requete.acteur)
    return saisir(
        requete,
        formulaire,
        lambda: services.creer(par=requete.acteur, **formulaire.valeurs()),
        page=_page("Ajouter une personne"),
        retour=reverse("participants:liste"),
        vers=fiche_de,
        message=lambda personne: f"La fiche de {personne} est ouverte. Notez maintenant ses critères.",
        doublons=_doublons(requete, formulaire),
    )


def _doublons(requete: Requete, formulaire: ParticipantForm) -> Doublons | None:
    if MALGRE_LES_DOUBLONS in requete.POST or not formulaire.is_valid():
        return None
    lue = Participant(**formulaire.valeurs()).dite()
    proches = Participant.objects.visibles_par(requete.acteur).actifs().a_comparer(lue).order_by("tri", "pk")
    return presentation.doublons(ressemblantes(lue, proches[:A_COMPARER])[:10])


def _page(titre: str) -> Page:
    return Page.au_bout([presentation.ACCUEIL], titre)


@ecran("participant.modifier", ecrit=True, objet=Participant)
def modifier(requete: Requete, personne: Participant) -> HttpResponse:
    """Modifier la fiche."""
    initial = ParticipantForm.initiales(personne)
    formulaire = ParticipantForm(requete.POST or None, acteur=requete.acteur, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.modifier(personne, par=requete.acteur, **formulaire.avec_version()),
        page=_page(f"Modifier la fiche de {personne}"),
        retour=fiche_de(personne),
        message="La fiche est à jour.",
    )


@ecran("participant.modifier", ecrit=True, objet=Participant)
def noter_critere(requete: Requete, personne: Participant) -> HttpResponse:
    """Noter un critère et la pièce vue."""
    code = requete.POST.get("code") or requete.GET.get("code", "")
    if code not in CRITERES:
        return _choisir_le_critere(requete, personne)
    note = services.critere_note(personne, code)
    initial: dict[str, Any] = CritereForm.initiales(note) if note else {"vue_le": timezone.localdate()}
    initial |= {"lues": versions_de([note] if note else [])}
    formulaire = CritereForm(requete.POST or None, code=code, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.noter_critere(personne, par=requete.acteur, **formulaire.avec_lues()),
        page=_page(f"Noter un critère de {personne}"),
        bouton="Noter le critère",
        retour=fiche_de(personne),
        message="Le critère est noté.",
    )


def _choisir_le_critere(requete: Requete, personne: Participant) -> HttpResponse:
    """Première page : le critère. La seconde ne propose que les pièces qui le justifient."""
    titre = f"Noter un critère de {personne}"
    retour = fiche_de(personne)
    fil = [presentation.ACCUEIL, Lien(str(personne), retour), Lien("Noter un critère")]
    contexte = {"page": Page(titre=titre, fil=fil), "formulaire": ChoixDuCritereForm(), "retour": retour}
    return render(requete, "participants/choix_du_critere.html", contexte)


@ecran("eligibilite.prononcer", ecrit=True, objet=Participant)
def prononcer_eligibilite(requete: Requete, personne: Participant) -> HttpResponse:
    """Juger à la date d'entrée, et figer."""
    prononcees = list(personne.eligibilites.actifs())
    initial = {
        "date_entree": personne.premiere_entree() or timezone.localdate(),
        "lues": versions_de(prononcees),
    }
    formulaire = EligibiliteForm(requete.POST or None, initial=initial, est_prononcee=bool(prononcees))
    return saisir(
        requete,
        formulaire,
        lambda: services.prononcer_eligibilite(personne, par=requete.acteur, **formulaire.avec_lues()),
        page=_page(f"Éligibilité de {personne}"),
        bouton="Prononcer",
        retour=fiche_de(personne),
        message=presentation.jugement_en_mots,
    )


@ecran("critereparticipant.gerer", ecrit=True, objet=CritereParticipant)
def retirer_critere(requete: Requete, critere: CritereParticipant) -> HttpResponse:
    """Retirer un critère noté à tort, avec son motif."""
    retour = fiche_de(critere.participant)
    return confirmer(
        requete,
        lambda motif: services.retirer_critere(critere, par=requete.acteur, motif=motif),
        page=Page(titre="Retirer un critère", fil=[presentation.ACCUEIL, Lien(str(critere.participant), retour)]),
        demande=Confirmation(
            question="Retirer ce critère\u202f?",
            verbe="Retirer le critère",
            consequences=["L'éligibilité déjà prononcée reste figée\u00a0: rejugez-la s'il le faut."],
            url_retour=retour,
            est_dangereuse=True,
        ),
        message="Le critère est retiré.",
    )
