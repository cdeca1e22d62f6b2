"""Les écrans du bilan d'une opération."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.composants import Action, Lien, Page, Vide
from clauses.fond.socle.exports import nom_de_fichier, reponse_xlsx
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_date, en_heures
from clauses.pilotage.bilans import exports, presentation, services
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.document import en_pdf
from clauses.pilotage.bilans.faits import Fait
from clauses.pilotage.bilans.forms import CommentaireForm
from clauses.pilotage.bilans.lignes import lignes_montrees
from clauses.pilotage.bilans.repartitions import lignes_de
from clauses.suivi.chiffres.phrases import ton_des_heures
from clauses.suivi.marches.models import Operation
from clauses.suivi.marches.onglets import onglets_operation
from regles.typographie import accorder

REUNIES = " Chacune réunit un attributaire et un lot, et les mois où moins de cinq personnes ont des heures."
POURQUOI = {"engagement": "l'engagement", "exigible": "l'exigible", "attendu": "l'attendu"}


def _bilan(requete: Requete, operation: Operation, *, publier: bool = False) -> Bilan:
    montre = peut(requete.acteur, "bilan.personnes", operation)
    return Bilan(operation, timezone.localdate(), publier=publier or not montre)


def _fil(operation: Operation, ou: str = "") -> list[Lien]:
    fil = [
        Lien("Opérations", reverse("marches:operations")),
        Lien(operation.nom, fiche_de(operation)),
        Lien("Bilan", reverse("bilans:operation", args=[operation.pk]) if ou else ""),
    ]
    return [*fil, Lien(ou)] if ou else fil


@ecran("bilan.voir", objet=Operation)
def operation(requete: Requete, objet: Operation) -> HttpResponse:
    """La page du bilan : les cinq chiffres, la trajectoire, les répartitions."""
    bilan = _bilan(requete, objet)
    lien = _lien_vers_les_lignes(requete, bilan)
    contexte = {
        "page": _page(requete, bilan),
        "operation": objet,
        "bilan": bilan,
        "cartes": presentation.cartes(bilan, ouvre_les_lignes=peut(requete.acteur, "bilan.lignes", objet)),
        "personnes": presentation.cartes_des_personnes(bilan),
        "lots": presentation.tableau_des_lots(bilan),
        "ouvre_les_lots": peut(requete.acteur, "lot.voir"),
        "repartitions": [
            presentation.tableau_de_repartition(r, lien) for r in bilan.repartitions if not r.est_toute_masquee
        ],
        "masquees": presentation.phrase_des_masquees(bilan.repartitions),
        "peut_rediger": peut(requete.acteur, "bilan.rediger", objet),
    }
    return render(requete, "bilans/operation.html", contexte)


def _page(requete: Requete, bilan: Bilan) -> Page:
    objet = bilan.operation
    actions = [
        Action(
            "Télécharger le PDF",
            reverse("bilans:operation_pdf", args=[objet.pk]),
            style="principale",
            icone="file-earmark-pdf",
        )
    ]
    if peut(requete.acteur, "bilan.lignes", objet):
        actions.append(Action("Les lignes en XLSX", reverse("bilans:operation_xlsx", args=[objet.pk])))
    return Page(
        titre=objet.nom,
        surtitre=f"Bilan au {en_date(bilan.jour)} · {objet.donneur_d_ordre}",
        phrase=bilan.phrase,
        ton=ton_des_heures(bilan.chiffres, bilan.trajectoire),
        fil=_fil(objet),
        onglets=onglets_operation(requete.acteur, objet, "bilan"),
        actions=actions,
    )


def _lien_vers_les_lignes(requete: Requete, bilan: Bilan) -> Any:
    """Un acheteur ouvre les lignes, réunies, d'un lot ou d'un attributaire, et d'aucune autre case."""
    adresse = reverse("bilans:lignes", args=[bilan.operation.pk])
    ouvre = peut(requete.acteur, "bilan.lignes", bilan.operation)

    def lien(dimension: str, valeur: str) -> str:
        if not ouvre or (bilan.publier and not bilan.dimensions[dimension].se_reunit):
            return ""
        return f"{adresse}?{urlencode({'dimension': dimension, 'valeur': valeur})}"

    return lien


def _choisies(requete: Requete, bilan: Bilan) -> tuple[str, list[Fait]]:
    """Les lignes demandées par l'adresse et leur titre : un chiffre, une case d'une dimension, ou toutes les heures
    retenues. Une dimension fermée à ce lecteur n'existe pas."""
    dimension = bilan.dimensions.get(requete.GET.get("dimension", ""))
    valeur = requete.GET.get("valeur", "")
    if dimension is not None:
        if bilan.publier and not dimension.se_reunit:
            raise Http404
        return f"{dimension.titre} : {dimension.nommer(valeur)}", lignes_de(bilan.faits, dimension, valeur)
    if requete.GET.get("chiffre") == "a_decider":
        return "Heures à décider", [f for f in bilan.faits if f.en_attente]
    return "Heures retenues", bilan.retenus


@ecran("bilan.lignes", objet=Operation)
def lignes(requete: Requete, objet: Operation) -> HttpResponse:
    """Les lignes derrière un chiffre ; leur somme est le chiffre. Sans voir les personnes, elles sont réunies."""
    bilan = _bilan(requete, objet)
    titre, faits = _choisies(requete, bilan)
    compte = "declarees" if requete.GET.get("chiffre") == "a_decider" else "retenues"
    total = sum((getattr(fait, compte) for fait in faits), start=0)
    colonnes, montrees = lignes_montrees(bilan, faits)
    feuille = Paginator(montrees, 50).get_page(requete.GET.get("page"))
    phrase = f"{accorder(len(montrees), 'ligne')}, {en_heures(total)} en tout.{REUNIES if bilan.publier else ''}"
    page = _page_des_lignes(requete, objet, titre, phrase)
    tableau = Tableau(
        colonnes,
        list(feuille),
        legende=titre,
        total={"mois": "Total", compte: total},
        avec_personnelles=not bilan.publier,
    )
    return render(requete, "socle/liste.html", {"page": page, "tableau": tableau, "feuille": feuille, "vide": _VIDE})


def _page_des_lignes(requete: Requete, objet: Operation, titre: str, phrase: str) -> Page:
    adresse = f"{reverse('bilans:operation_xlsx', args=[objet.pk])}?{requete.GET.urlencode()}"
    actions = [Action("Ces lignes en XLSX", adresse)]
    return Page(titre=titre, surtitre=objet.nom, phrase=phrase, fil=_fil(objet, titre), actions=actions)


_VIDE = Vide("Aucune ligne derrière ce chiffre", "Le chiffre est nul : rien n'a encore été déclaré ou validé ici.")


@ecran("bilan.voir", objet=Operation)
def pourquoi(requete: Requete, objet: Operation, chiffre: str) -> HttpResponse:
    """« Pourquoi ce chiffre ? » : le calcul, lot par lot, avec sa référence."""
    if chiffre not in POURQUOI:
        raise Http404
    bilan = _bilan(requete, objet)
    total = getattr(bilan.chiffres.du, chiffre)
    page = Page(
        titre=f"Pourquoi {POURQUOI[chiffre]} ?".replace(" ?", "\u202f?"),
        surtitre=objet.nom,
        phrase=total.motif,
        fil=_fil(objet, "Pourquoi ce chiffre\u202f?"),
    )
    dues = [
        {"nom": fiche.obligation.nom, "phrase": fiche.obligation.phrase, "decision": getattr(fiche.obligation, chiffre)}
        for fiche in bilan.chiffres.lots
        if fiche.obligation is not None
    ]
    return render(requete, "bilans/pourquoi.html", {"page": page, "total": total, "lots": dues})


@ecran("bilan.rediger", ecrit=True, objet=Operation)
def commenter(requete: Requete, objet: Operation) -> HttpResponse:
    """Le paragraphe du facilitateur, imprimé en première page."""
    initial = {"texte": objet.commentaire_bilan, "version": objet.version}
    formulaire = CommentaireForm(requete.POST or None, initial=initial)
    return saisir(
        requete,
        formulaire,
        lambda: services.rediger(objet, par=requete.acteur, **formulaire.avec_version()),
        page=Page(titre="Commentaire du bilan", surtitre=objet.nom, fil=_fil(objet, "Commentaire")),
        bouton="Enregistrer le commentaire",
        retour=reverse("bilans:operation", args=[objet.pk]),
        message="Le commentaire est enregistré ; il paraîtra en première page du bilan.",
    )


@ecran("bilan.voir", objet=Operation)
def operation_pdf(requete: Requete, objet: Operation) -> HttpResponse:
    """Le bilan à remettre : toujours masqué sous cinq personnes."""
    bilan = _bilan(requete, objet, publier=True)
    reponse = HttpResponse(en_pdf(bilan), content_type="application/pdf")
    nom = nom_de_fichier(exports.titre_du_bilan(bilan), bilan.jour, "pdf")
    reponse["Content-Disposition"] = f'inline; filename="{nom}"'
    return reponse


@ecran("bilan.lignes", objet=Operation)
def operation_xlsx(requete: Requete, objet: Operation) -> HttpResponse:
    """Les lignes, toutes ou celles d'une case."""
    bilan = _bilan(requete, objet)
    filtre = bool(requete.GET.get("dimension") or requete.GET.get("chiffre"))
    titre, faits = _choisies(requete, bilan) if filtre else ("Toutes les lignes", bilan.faits)
    return reponse_xlsx(exports.export_des_lignes(bilan, faits, filtres=[titre]))
