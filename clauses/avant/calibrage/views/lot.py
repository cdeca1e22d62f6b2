"""Le calibrage d'un lot : la méthode et ses entrées, le résultat et son pourquoi, le verdict, « et si »."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clauses.avant.calibrage import services
from clauses.avant.calibrage.entrees import CHAMPS_DE_LA_METHODE
from clauses.avant.calibrage.etude import Decor, LotCalibre, calibrer_le_lot, decor_de
from clauses.avant.calibrage.forms import EntreesForm, EtSiForm, RetenirForm, ecrire_tranches, entrees_affichees
from clauses.avant.calibrage.models import Calibrage
from clauses.avant.calibrage.presentation import lot as presentation
from clauses.avant.calibrage.presentation.commun import adresse_du_lot, pastille_du_verdict
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.onglets import fil_projet, onglets_projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.forms import lu
from clauses.fond.socle.gestes import conclure, tenter
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.valeurs import en_heures

CURSEURS = "si_"


def _decor(lot: LotProjet) -> Decor:
    projet = Projet.objects.select_related("porteuse", "donneur_d_ordre").get(pk=lot.projet_id)
    return decor_de(projet, timezone.localdate())


def _donnees(requete: Requete) -> dict[str, str]:
    """Ce que l'adresse dit des entrées, sans les curseurs ; vide : on part de ce qui est retenu."""
    return {nom: str(valeur) for nom, valeur in requete.GET.items() if not nom.startswith(CURSEURS)}


def _calibrer(requete: Requete, decor: Decor, lot: LotProjet) -> tuple[EntreesForm, LotCalibre]:
    """Le lot calculé selon l'adresse, et le formulaire rempli de ce qui a servi (ou de ce qui est refusé)."""
    donnees = _donnees(requete)
    if not donnees:
        calibre = calibrer_le_lot(decor, lot, {})
        return _rempli(calibre), calibre
    methode = donnees.get("methode", "")
    if methode not in CHAMPS_DE_LA_METHODE:
        methode = calibrer_le_lot(decor, lot, {}).entrees.methode
    tape = EntreesForm(donnees, methode=methode)
    lisible = tape.is_valid()
    calibre = calibrer_le_lot(decor, lot, {**tape.saisie(), "methode": methode}, depuis_le_retenu=False)
    if lisible and calibre.champ in tape.fields and len(donnees) > 1:
        tape.add_error(calibre.champ, calibre.refus)
    return (_rempli(calibre) if lisible and not tape.errors else tape), calibre


def _rempli(calibre: LotCalibre) -> EntreesForm:
    return EntreesForm(initial=entrees_affichees(calibre.entrees), methode=calibre.entrees.methode)


def _et_si(requete: Requete, decor: Decor, base: LotCalibre) -> dict[str, Any]:
    """Les curseurs et ce qu'ils changent, à côté du calcul de départ."""
    formulaire = EtSiForm(requete.GET)
    lus = formulaire.cleaned_data if formulaire.is_valid() else {}
    change = formulaire.saisie(base.entrees.valeur("montant_ht")) if formulaire.is_valid() else {}
    autre = base
    if change:
        autre = calibrer_le_lot(decor, base.lot, {**base.entrees.saisie, **change}, depuis_le_retenu=False)
    return {
        "base": base,
        "autre": autre,
        "a_bouge": bool(change),
        "curseurs": presentation.curseurs(base, autre, lus),
        "ecart": presentation.ecart_en_heures(base, autre),
        "pastille": pastille_du_verdict(autre.verdict),
        "gardes": sorted(_donnees(requete).items()),
        "adresse": adresse_du_lot(base.lot),
        "erreurs": formulaire.errors.values(),
    }


@ecran("calibrage.voir", objet=LotProjet)
def lot(requete: Requete, objet: LotProjet) -> HttpResponse:
    """La page du lot ; demandée par un curseur, seule la partie « et si »."""
    decor = _decor(objet)
    if requete.htmx and requete.htmx.target == "et-si":
        _, calibre = _calibrer(requete, decor, objet)
        return render(requete, "calibrage/_et_si.html", {"et_si": _et_si(requete, decor, calibre)})
    return _montrer(requete, decor, objet)


def _montrer(requete: Requete, decor: Decor, objet: LotProjet, retenir: RetenirForm | None = None) -> HttpResponse:
    entrees, calibre = _calibrer(requete, decor, objet)
    se_retient = objet.lot_id is None and decor.projet.est_en_cours
    permis = peut(requete.acteur, "calibrage.retenir", objet) and se_retient
    versions = list(objet.calibrages.actifs().order_by("-rang"))
    contexte = {
        "page": _page(requete, calibre),
        "calibre": calibre,
        "formulaire": entrees,
        "methodes": presentation.methodes(calibre),
        "cartes": presentation.cartes_du_lot(calibre),
        "provenances": presentation.provenances(calibre),
        "raisons": presentation.raisons(calibre),
        "et_si": _et_si(requete, decor, calibre),
        "comparables": presentation.tableau_des_comparables(calibre.comparables, peut(requete.acteur, "lot.voir")),
        "retenir": (retenir or _formulaire_du_volume(calibre)) if permis and calibre.decision else None,
        "adresse_retenir": _adresse_retenir(requete, objet),
        "versions": [(version, presentation.volume_de(version)) for version in versions],
        "etapes": historique(versions) if versions and peut(requete.acteur, "journal.voir") else [],
    }
    est_refuse = entrees.errors or (retenir is not None and retenir.errors)
    return render(requete, "calibrage/lot.html", contexte, status=422 if est_refuse else 200)


def _adresse_retenir(requete: Requete, lot: LotProjet) -> str:
    """L'adresse qui retient : elle redit les entrées, pour que le volume retenu soit celui que l'on a sous les yeux."""
    requete_gardee = requete.GET.copy()
    for nom in [nom for nom in requete_gardee if nom.startswith(CURSEURS)]:
        del requete_gardee[nom]
    return f"{reverse('calibrage:retenir', args=[lot.pk])}?{requete_gardee.urlencode()}"


def _formulaire_du_volume(calibre: LotCalibre) -> RetenirForm:
    retenu: Calibrage | None = calibre.retenu
    saisie = calibre.entrees.saisie
    tel_quel = retenu is not None and retenu.heures_calculees == calibre.heures
    return RetenirForm(
        initial={
            "heures": retenu.heures_retenues if tel_quel else calibre.heures,
            "motif": retenu.motif if tel_quel else "",
            "lues": _lues(calibre),
            "formule": retenu.formule if retenu else calibre.entrees.formule_proposee,
            "montant_tranche_ht": saisie.get("montant_tranche_ht"),
            "seuil_ht": saisie.get("seuil_ht") or None,
            **ecrire_tranches(saisie.get("tranches") or []),
        }
    )


def _lues(calibre: LotCalibre) -> str:
    return versions_de([calibre.retenu] if calibre.retenu else [])


def _page(requete: Requete, calibre: LotCalibre) -> Page:
    projet = calibre.decor.projet
    retour = Lien("Calibrage", reverse("calibrage:projet", args=[projet.pk]))
    return Page(
        titre=calibre.nom,
        surtitre=f"Calibrage · {projet.nom}",
        phrase=presentation.phrase_du_lot(calibre),
        fil=fil_projet(requete.acteur, projet, retour, Lien(calibre.nom)),
        onglets=onglets_projet(requete.acteur, projet, "calibrage"),
    )


@ecran("calibrage.retenir", ecrit=True, objet=LotProjet)
def retenir(requete: Requete, objet: LotProjet) -> HttpResponse:
    """Retient le volume calculé avec les entrées de l'adresse, ou celui du facilitateur, avec son motif."""
    if requete.method != "POST":
        return redirect(adresse_du_lot(objet))
    decor = _decor(objet)
    _, calibre = _calibrer(requete, decor, objet)
    formulaire = RetenirForm(requete.POST, initial={"lues": _lues(calibre)})
    if formulaire.is_valid():
        fait = tenter(formulaire, lambda: _retenir(requete, calibre, formulaire))
        if fait is not None:
            return conclure(requete, fait, f"Volume retenu : {en_heures(fait.heures_retenues)}.", adresse_du_lot(objet))
    return _montrer(requete, decor, objet, formulaire)


def _retenir(requete: Requete, calibre: LotCalibre, formulaire: RetenirForm) -> Calibrage:
    lus = formulaire.cleaned_data
    return services.retenir(
        calibre.lot,
        calibre.entrees,
        par=requete.acteur,
        heures=lus["heures"],
        formule=lus["formule"],
        termes=formulaire.termes(),
        motif=lus["motif"],
        lues=lu(formulaire, "lues"),
    )
