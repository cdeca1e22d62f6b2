"""Autour du projet, dans son métier : qui, où, et leur demander une offre."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.avant.sourcing import lettre, presentation, services
from clauses.avant.sourcing.forms import TOUS, DemandeForm, FiltreSourcing
from clauses.avant.sourcing.lieu import centre_du_projet, lieu_en_mots, secteurs_du_projet
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.resume import offres_de
from clauses.avant.sourcing.services.demandes import AU_PLUS, deja_sollicitees
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.presentation import LigneAnnuaire, carte_de
from clauses.fond.annuaire.recherche import METIER_INCONNU, Proche, proches
from clauses.fond.annuaire.secteurs import libelles
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.carte import PointDeCarte
from clauses.fond.socle.composants import Acte, Action, BarreActions, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.envois import refuse
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from regles.typographie import accorder

PAR_PAGE = 25
DELAI = timedelta(days=14)


@ecran("projet.voir", objet=Projet)
def recherche(requete: Requete, projet: Projet) -> HttpResponse:
    """Les structures proches, en phrase, sur une carte et en liste."""
    lots = list(projet.lots.actifs().order_by("tri", "pk"))
    filtre = FiltreSourcing(requete.GET, lots=lots)
    lu, centre = filtre.lu, centre_du_projet(projet)
    cherches = _secteurs(projet, lots, lu)
    trouvees = _trouver(centre, lu, cherches)
    montrees = [p for p in trouvees if not (lu["connus"] and p.correspondance == METIER_INCONNU)]
    feuille = Paginator(montrees, PAR_PAGE).get_page(requete.GET.get("page"))
    phrase = presentation.phrase_de_la_recherche(
        trouvees, lu["rayon"], metier=_metier_cherche(lots, lu) if cherches else ""
    )
    contexte = {
        "page": _page(requete, projet, phrase if centre else _sans_lieu(projet)),
        "feuille": feuille,
        "filtres": GroupeDeFiltres(filtre, resultat=_metiers_en_mots(cherches)),
        "natures": presentation.natures_presentes(montrees),
        "vide": _vide(requete, projet, centre),
        "lot": lu["lot"],
    }
    return render(requete, "sourcing/recherche.html", contexte | _liste(requete, projet, feuille, montrees, lu))


def _secteurs(projet: Projet, lots: list[LotProjet], lu: dict[str, Any]) -> tuple[str, ...]:
    """Les métiers cherchés ; aucun veut dire tous."""
    if lu["metier"] == TOUS:
        return ()
    return (lu["metier"],) if lu["metier"] else secteurs_du_projet(projet, [lu["lot"]] if lu["lot"] else lots)


def _metier_cherche(lots: list[LotProjet], lu: dict[str, Any]) -> str:
    if lu["metier"]:
        return "ce métier"
    if lu["lot"]:
        return "le métier du lot"
    return "le métier de l'achat" if not lots else "le métier du lot" if len(lots) == 1 else "les métiers des lots"


def _trouver(centre: tuple[float, float] | None, lu: dict[str, Any], secteurs: tuple[str, ...]) -> list[Proche]:
    """Celles du métier d'abord, puis celles dont on ne sait pas le métier ; chaque fois, de près en loin."""
    if centre is None:
        return []
    natures = [lu["nature"]] if lu["nature"] else []
    trouvees = proches(*centre, lu["rayon"], natures=natures, secteurs=secteurs, avec_inconnus=True)
    return sorted(trouvees, key=lambda p: p.correspondance == METIER_INCONNU)


def _metiers_en_mots(secteurs: tuple[str, ...]) -> str:
    return f"Métiers cherchés\u00a0: {' · '.join(libelles(secteurs))}" if secteurs else "Tous les métiers"


def _page(requete: Requete, projet: Projet, phrase: str) -> Page:
    acteur = requete.acteur
    suivi = Action("Demandes d'offre", reverse("sourcing:sollicitations", args=[projet.pk]), icone="list")
    return Page(
        projet.nom,
        phrase,
        surtitre="Sourcing",
        fil=fil_projet(acteur, projet, Lien("Sourcing")),
        onglets=onglets_projet(acteur, projet, "sourcing"),
        actions=[suivi] if peut(acteur, "sollicitation.voir") else (),
    )


def _sans_lieu(projet: Projet) -> str:
    """Rien n'est écrit, ou ce qui l'est ne se place pas : deux remèdes différents."""
    if lieu := lieu_en_mots(projet):
        return f"On ne sait pas placer {lieu}\u00a0: écrivez sa position sur la fiche."
    return "Le lieu d'exécution manque à la fiche du projet."


def _vide(requete: Requete, projet: Projet, centre: Any) -> Vide:
    if centre is None:
        url = reverse("projets:fiche", args=[projet.pk])
        return Vide(
            "On ne sait pas où s'exécute ce projet",
            "Donnez sa commune et son code postal, ou sa position\u00a0: les distances partent de là.",
            action=Action("Ouvrir la fiche du projet", url),
            icone="geo-alt",
        )
    explication = "Élargissez le rayon, cherchez tous les métiers, ou chargez l'annuaire s'il est vide."
    return Vide("Aucune structure ici", explication, icone="geo-alt")


def _liste(
    requete: Requete, projet: Projet, feuille: Any, montrees: list[Proche], lu: dict[str, Any]
) -> dict[str, Any]:
    """Le tableau de la page, la carte de tout ce qui est trouvé, et de quoi demander."""
    demander, voir = peut(requete.acteur, "sollicitation.demander"), peut(requete.acteur, "fournisseur.voir")
    lignes = [LigneAnnuaire(p.fournisseur, p.distance_km, p.correspondance) for p in feuille]
    deja = set(deja_sollicitees(projet, lu["lot"])) if demander else set()
    centre = centre_du_projet(projet)
    repere = (
        PointDeCarte(*centre, f"{projet.nom}, {lieu_en_mots(projet)}".rstrip(", "), lieu=projet.commune)
        if centre
        else None
    )
    acte = Acte("demander", "Demander une offre à cette structure", "Demander une offre aux {n} structures", True)
    return {
        "tableau": presentation.tableau_des_structures(lignes, deja, avec_cases=demander, avec_liens=voir),
        "carte": carte_de(f"Autour de {lieu_en_mots(projet)}", montrees, repere, lu["rayon"], avec_lien=voir),
        "barre": BarreActions("demandes", [acte]) if demander else None,
        "url_demander": reverse("sourcing:solliciter", args=[projet.pk]),
        "cartes": presentation.chiffres_des_offres(offres_de(projet), projet) if demander else [],
    }


@ecran("sollicitation.demander", ecrit=True, objet=Projet)
def solliciter(requete: Requete, projet: Projet) -> HttpResponse:
    """Relire le message, puis demander une offre aux structures choisies."""
    fournisseurs = _choisies(requete)
    if not fournisseurs:
        messages.error(requete, "Choisissez au moins une structure dans la liste.")
        return refuse(redirect("sourcing:recherche", pk=projet.pk))
    lots = list(projet.lots.actifs().order_by("tri", "pk"))
    lot = next((x for x in lots if str(x.pk) == requete.GET.get("lot", "")), None)
    formulaire = DemandeForm(
        requete.POST or None,
        initial=_initial(requete, projet, lots, lot),
        fournisseurs=fournisseurs,
        avec_courriel=settings.COURRIEL_EST_REGLE,
    )
    return _demander(requete, projet, lot, formulaire)


def _demander(requete: Requete, projet: Projet, lot: LotProjet | None, formulaire: DemandeForm) -> HttpResponse:
    nombre = len(formulaire.fournisseurs)
    return saisir(
        requete,
        formulaire,
        lambda: _preparer(requete, projet, lot, formulaire),
        page=_page_de_la_demande(requete, projet, nombre),
        bouton=_bouton(nombre),
        retour=reverse("sourcing:recherche", args=[projet.pk]),
        vers=reverse("sourcing:sollicitations", args=[projet.pk]),
        message=lambda demandes: _compte_rendu(demandes, nombre),
        gabarit="sourcing/solliciter.html",
    )


def _choisies(requete: Requete) -> list[Fournisseur]:
    cles = [cle for cle in requete.GET.getlist("fournisseurs")[:AU_PLUS] if _est_une_cle(cle)]
    return list(Fournisseur.objects.visibles_par(requete.acteur).filter(pk__in=cles).order_by("tri", "pk"))


def _est_une_cle(texte: str) -> bool:
    try:
        UUID(texte)
    except ValueError:
        return False
    return True


def _initial(requete: Requete, projet: Projet, lots: list[LotProjet], lot: LotProjet | None) -> dict[str, Any]:
    echeance = timezone.localdate() + DELAI
    porteuse, auteur = projet.porteuse, requete.acteur.nom
    joindre = " · ".join(m for m in (porteuse.telephone, porteuse.courriel) if m)
    signature = "\n".join(m for m in (auteur, porteuse.nom, joindre) if m)
    message = lettre.message_de(projet, lots, echeance=echeance, signature=signature, lot=lot)
    return {"objet": lettre.objet_de(projet), "message": message, "echeance": echeance}


def _preparer(requete: Requete, projet: Projet, lot: LotProjet | None, formulaire: DemandeForm) -> list[Sollicitation]:
    lu = {nom: formulaire.cleaned_data[nom] for nom in ("objet", "message", "echeance")}
    demandes = services.preparer(projet, formulaire.destinataires, par=requete.acteur, lot=lot, **lu)
    if settings.COURRIEL_EST_REGLE:
        for demande in demandes:
            if demande.courriel:
                services.envoyer(demande, par=requete.acteur)
    return demandes


def _compte_rendu(demandes: list[Sollicitation], voulues: int) -> str:
    partent = sum(bool(settings.COURRIEL_EST_REGLE and d.courriel) for d in demandes)
    reste, deja = len(demandes) - partent, voulues - len(demandes)
    morceaux = [
        f"{accorder(partent, 'demande part', 'demandes partent')} par courriel" if partent else "",
        f"{accorder(reste, 'demande est prête', 'demandes sont prêtes')}\u00a0: ouvrez chacune pour copier son message"
        if reste
        else "",
        f"{accorder(deja, 'structure était déjà sollicitée', 'structures étaient déjà sollicitées')}" if deja else "",
    ]
    return "\u202f; ".join(m for m in morceaux if m) + "." if any(morceaux) else "Rien à demander."


def _page_de_la_demande(requete: Requete, projet: Projet, nombre: int) -> Page:
    fil = fil_projet(requete.acteur, projet, Lien("Sourcing", reverse("sourcing:recherche", args=[projet.pk])))
    phrase = f"Relisez le message\u00a0: il ira à {accorder(nombre, 'structure')}."
    return Page.au_bout(fil, "Demander une offre", phrase=phrase, surtitre=projet.nom)


def _bouton(nombre: int) -> str:
    verbe = "Envoyer" if settings.COURRIEL_EST_REGLE else "Préparer"
    return f"{verbe} {'la demande' if nombre == 1 else f'les {nombre} demandes'}"
