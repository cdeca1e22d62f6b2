"""Le calibrage de tout un projet : chaque lot et le total, retenir d'un coup, ouvrir l'opération."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.calibrage import services
from clauses.avant.calibrage.etude import Etude, etude_du_projet
from clauses.avant.calibrage.forms import ReglagesForm
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.presentation import projet as presentation
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Confirmation, Lien, Page, Vide
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.forms import lues_de
from clauses.fond.socle.gestes import confirmer, jouer
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import en_heures
from regles.typographie import accorder


def _lu(projet: Projet) -> Projet:
    return Projet.objects.select_related("porteuse", "donneur_d_ordre").get(pk=projet.pk)


def _adresse(projet: Projet) -> str:
    return reverse("calibrage:projet", args=[projet.pk])


def _reglages(requete: Requete) -> tuple[ReglagesForm, dict[str, Any]]:
    """Le formulaire des réglages communs, et ce qu'il donne s'il se lit."""
    formulaire = ReglagesForm(requete.GET or None)
    return formulaire, formulaire.saisie() if formulaire.is_valid() else {}


@ecran("calibrage.voir", objet=Projet)
def projet(requete: Requete, objet: Projet) -> HttpResponse:
    """Tous les lots dans un tableau, leurs volumes, leurs verdicts, leur total."""
    objet = _lu(objet)
    formulaire, saisie = _reglages(requete)
    etude = etude_du_projet(objet, timezone.localdate(), saisie)
    contexte = {
        "page": _page(requete, etude),
        "projet": objet,
        "formulaire": formulaire,
        "tableau": presentation.tableau_des_lots(etude),
        "etude": etude,
        "manquants": presentation.a_completer(etude),
        "legende": presentation.legende(etude),
        "retenir": _retenir(requete, etude),
        "ouverture": _ouverture(requete, etude),
        "vide": _vide(objet),
    }
    return render(requete, "calibrage/projet.html", contexte)


def _page(requete: Requete, etude: Etude) -> Page:
    return Page(
        titre="Calibrage",
        surtitre=f"{etude.projet.nom} · {etude.projet.donneur_d_ordre}",
        phrase=presentation.phrase_du_projet(etude),
        fil=fil_projet(requete.acteur, etude.projet, Lien("Calibrage")),
        onglets=onglets_projet(requete.acteur, etude.projet, "calibrage"),
        actions=[Action("La table des métiers", reverse("calibrage:references"))],
    )


def _vide(projet: Projet) -> Vide:
    fiche = Action("Ouvrir la fiche du projet", reverse("projets:fiche", args=[projet.pk]))
    return Vide("Aucun lot à calibrer", "Le calibrage se fait lot par lot, même quand il n'y en a qu'un.", action=fiche)


def _a_retenir(etude: Etude) -> list[Any]:
    """Les lots dont le volume peut être retenu : calculés, pas classés sans clause, pas encore ouverts."""
    return [lot for lot in etude.calcules if not lot.est_classe_sans_clause and lot.lot.lot_id is None]


def _retenir(requete: Requete, etude: Etude) -> Action | None:
    """Le bouton qui retient tout, aux réglages de l'adresse ; second quand l'opération peut s'ouvrir."""
    permis = peut(requete.acteur, "calibrage.retenir", etude.projet) and etude.projet.est_en_cours
    if not permis or not _a_retenir(etude):
        return None
    adresse = f"{reverse('calibrage:retenir_tout', args=[etude.projet.pk])}?{requete.GET.urlencode()}"
    lues = versions_de(lot.retenu for lot in etude.lots if lot.retenu is not None)
    style: Any = "secondaire" if _ouverture(requete, etude) else "principale"
    return Action("Retenir ces volumes", adresse, style, methode="post", lues=lues)


def _ouverture(requete: Requete, etude: Etude) -> Action | None:
    """Le bouton qui ouvre l'opération, quand chaque lot a son volume et que la fiche le permet."""
    permis = peut(requete.acteur, "projet.ouvrir", etude.projet) and etude.est_tout_retenu
    if not permis or not etude.projet.verbes_du_cycle().get("ouvrir"):
        return None
    adresse = reverse("calibrage:ouvrir", args=[etude.projet.pk])
    return Action("Créer l'opération et poser les clauses", adresse, style="principale")


@ecran("calibrage.retenir", ecrit=True, objet=Projet)
def retenir_tout(requete: Requete, objet: Projet) -> HttpResponse:
    """Retient le volume calculé de chaque lot qui se calcule ; les autres sont nommés."""
    if requete.method != "POST":
        return redirect(_adresse(objet))
    _, saisie = _reglages(requete)
    etude = etude_du_projet(_lu(objet), timezone.localdate(), saisie)
    return jouer(
        requete,
        lambda: services.retenir_tout(
            [lot.entrees for lot in _a_retenir(etude)], par=requete.acteur, lues=lues_de(requete)
        ),
        retour=f"{_adresse(objet)}?{requete.GET.urlencode()}",
        vers=_adresse(objet),
        message=lambda retenus: _volumes_retenus(etude, retenus),
    )


def _volumes_retenus(etude: Etude, retenus: list[Calibrage]) -> str:
    total = sum(calibrage.heures_retenues for calibrage in retenus)
    reste = [lot.nom for lot in etude.lots if lot.decision is None]
    attente = f" À compléter : {', '.join(reste)}." if reste else ""
    return f"Volumes retenus : {en_heures(total)} en tout.{attente}"


@ecran("projet.ouvrir", ecrit=True, objet=Projet)
def ouvrir(requete: Requete, objet: Projet) -> HttpResponse:
    """Dit ce qui va se passer, puis ouvre l'opération et pose les clauses, ensemble ou pas du tout."""
    objet = _lu(objet)
    fil = fil_projet(requete.acteur, objet, Lien("Calibrage", _adresse(objet)))
    return confirmer(
        requete,
        lambda _: services.ouvrir_et_poser(objet, par=requete.acteur),
        page=Page.au_bout(fil, "Créer l'opération", surtitre=objet.nom),
        demande=_demande(etude_du_projet(objet, timezone.localdate())),
        vers=fiche_de,
        message="L'opération est créée et ses clauses sont posées.",
    )


def _demande(etude: Etude) -> Confirmation:
    clauses = [c for c in etude.retenus if not c.est_sans_clause]
    poses = accorder(len(clauses), "clause")
    consequences = [
        "L'opération, son marché en préparation et ses lots sont créés depuis la fiche, sans ressaisie.",
        f"{poses} de {en_heures(etude.total_retenu)} en tout, aux pénalités d'usage : tout se corrige ensuite sur le "
        "lot.",
        "Le calibrage est figé : un changement passera par la clause du lot.",
    ]
    if etude.a_revoir:
        noms = ", ".join(lot.nom for lot in etude.a_revoir)
        consequences.insert(0, f"La fiche a changé depuis que le volume a été retenu : {noms}. Revoyez-le d'abord.")
    return Confirmation(
        question="Créer l'opération et poser les clauses retenues\u202f?",
        verbe="Créer l'opération",
        consequences=consequences,
        url_retour=_adresse(etude.projet),
        avec_motif=False,
    )


@ecran("lotprojet.voir", objet=Projet)
def resume(requete: Requete, objet: Projet) -> HttpResponse:
    """Les volumes retenus, sans ce qui a servi à les calculer : une page, et le fragment que charge la fiche."""
    objet = _lu(objet)
    contexte: dict[str, Any] = {"resume": presentation.resume(etude_du_projet(objet, timezone.localdate()))}
    if requete.htmx:
        return render(requete, "calibrage/_resume.html", contexte)
    titre = "Heures d'insertion à demander"
    contexte["page"] = Page(
        titre=titre,
        surtitre=objet.nom,
        fil=fil_projet(requete.acteur, objet, Lien(titre)),
        onglets=onglets_projet(requete.acteur, objet, ""),
    )
    return render(requete, "calibrage/resume.html", contexte)
