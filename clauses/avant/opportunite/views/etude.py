"""L'étude d'opportunité d'une fiche projet : la lire, y répondre, la clore, choisir l'instrument d'un lot."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clauses.avant.opportunite import services
from clauses.avant.opportunite.faits import Dossier, dossier_de, lieu_de
from clauses.avant.opportunite.forms.etude import ChoixForm, EtudeForm
from clauses.avant.opportunite.models import ChoixDInstrument, Etude, MarcheSansClause
from clauses.avant.opportunite.presentation import etude as presentation
from clauses.avant.opportunite.presentation.commun import (
    adresse_de_l_etude,
    lignes_d_avis,
    nom_court,
    verdicts_a_choisir,
)
from clauses.avant.opportunite.views.commun import telecharger
from clauses.avant.projets.models import LotProjet, Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Confirmation, Lien, Page
from clauses.fond.socle.concurrence import versions_de
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.forms import lues_de
from clauses.fond.socle.gestes import confirmer, jouer, saisir
from clauses.fond.socle.historique import historique
from clauses.fond.socle.requete import Requete
from regles.outre_mer import territoire_de
from regles.typographie import accorder, typographie

# La version lue de ce qui n'existait pas : si quelqu'un l'a créé entre-temps, on le dit au lieu de l'écraser.
PAS_ENCORE = 0


@ecran("etude.voir", objet=Projet)
def etude(requete: Requete, projet: Projet) -> HttpResponse:
    """Le verdict et ses chiffres, les instruments comparés, les lots, les réponses, l'histoire."""
    acteur: Any = requete.acteur
    dossier = dossier_de(projet)
    conseil = dossier.conseil
    inscription = MarcheSansClause.objects.actifs().defer("contenu").filter(projet=projet).first()
    permis = presentation.permissions(acteur, dossier, inscription)
    contexte = {
        "page": presentation.page(acteur, dossier, conseil, permis),
        "projet": projet,
        "etude": dossier.etude,
        "conseil": conseil,
        "inscription": inscription,
        "definitions": presentation.definitions(dossier),
        "ouvertures": presentation.ouvertures(conseil),
        "contradictions": presentation.contradictions(conseil),
        "journal": _journal(acteur, dossier.etude, dossier.lots),
    }
    return render(requete, "opportunite/etude.html", contexte | _instruments(dossier, peut_choisir=permis["choisir"]))


def _instruments(dossier: Dossier, *, peut_choisir: bool) -> dict[str, Any]:
    """Les instruments comparés, et celui de chaque lot."""
    retenus, ecartes = lignes_d_avis(dossier.conseil.instruments.avis)
    return {
        "retenus": retenus,
        "ecartes": ecartes,
        "a_suivre": presentation.acte_de_suivre(dossier) if peut_choisir else None,
        "lots": presentation.lignes_des_lots(dossier, peut_choisir=peut_choisir),
    }


def _journal(acteur: Any, etude: Etude, lots: Any) -> list[Any]:
    if not peut(acteur, "journal.voir"):
        return []
    choix = [lot.choix_d_instrument for lot in lots if hasattr(lot, "choix_d_instrument")]
    return historique([etude, *choix] if not etude._state.adding else choix)


@ecran("etude.modifier", ecrit=True, objet=Projet)
def etude_modifier(requete: Requete, projet: Projet) -> HttpResponse:
    """Les réponses de l'étude."""
    actuelle = Etude.objects.defer("contenu").filter(projet=projet).first() or Etude(projet=projet)
    initial = EtudeForm.initiales(actuelle)
    if actuelle._state.adding:
        initial["version"] = PAS_ENCORE
    formulaire = EtudeForm(
        requete.POST or None, requete.FILES or None, initial=initial, outre_mer=bool(territoire_de(lieu_de(projet)))
    )
    if actuelle.a_un_document:
        garde = f" Déjà joint : {actuelle.nom_fichier} ; un autre le remplace."
        formulaire.fields["document"].help_text += typographie(garde)
    return saisir(
        requete,
        formulaire,
        lambda: services.enregistrer_etude(projet, par=requete.acteur, **formulaire.avec_version()),
        page=_page(requete, projet, "Répondre à l'étude"),
        retour=adresse_de_l_etude(projet.pk),
        message="Les réponses sont enregistrées.",
    )


def _page(requete: Requete, projet: Projet, titre: str, phrase: str = "") -> Page:
    acteur = requete.acteur
    fil = fil_projet(acteur, projet, Lien("Opportunité", adresse_de_l_etude(projet.pk)), Lien(titre))
    return Page(titre, phrase=phrase, surtitre=projet.nom, fil=fil)


@ecran("etude.clore", ecrit=True, objet=Projet)
def clore(requete: Requete, projet: Projet) -> HttpResponse:
    """Conclure l'étude."""
    etude = Etude.objects.filter(projet=projet).first()

    def agir(motif: str) -> Etude:
        if etude is None:
            raise RefusMetier("Répondez d'abord aux questions de l'étude.")
        return services.clore(etude, par=requete.acteur, conclusion=motif, lues=lues_de(requete))

    demande = Confirmation(
        "Clore l'étude d'opportunité ?",
        "Clore l'étude",
        consequences=["Ses réponses ne changent plus ; elle peut se rouvrir, avec un motif."],
        libelle_motif="Ce que l'étude conclut",
        aide_motif="Une phrase, que l'acheteur lira.",
        url_retour=adresse_de_l_etude(projet.pk),
        motif=presentation.phrase(dossier_de(projet).conseil),
        lues=versions_de([etude] if etude else []),
    )
    page = _page(requete, projet, "Clore l'étude")
    return confirmer(requete, agir, page=page, demande=demande, message="L'étude est close.")


@ecran("etude.clore", ecrit=True, objet=Projet)
def rouvrir(requete: Requete, projet: Projet) -> HttpResponse:
    """Reprendre une étude close."""
    etude = Etude.objects.filter(projet=projet).first()

    def agir(motif: str) -> Etude:
        if etude is None:
            raise RefusMetier("Cette fiche n'a pas encore d'étude.")
        return services.rouvrir(etude, par=requete.acteur, motif=motif)

    demande = Confirmation(
        "Rouvrir l'étude d'opportunité ?",
        "Rouvrir l'étude",
        consequences=["Sa conclusion s'efface de l'écran ; le journal la garde."],
        url_retour=adresse_de_l_etude(projet.pk),
    )
    page = _page(requete, projet, "Rouvrir l'étude")
    return confirmer(requete, agir, page=page, demande=demande, message="L'étude est rouverte.")


@ecran("choixdinstrument.choisir", ecrit=True, objet=LotProjet)
def choisir(requete: Requete, lot: LotProjet) -> HttpResponse:
    """L'instrument d'un lot, à côté du conseil."""
    conseil = dossier_de(lot.projet).conseil_du_lot(lot)
    verdicts = verdicts_a_choisir(conseil.instruments.avis, conseil.instrument)
    formulaire = ChoixForm(requete.POST or None, initial=_choix_actuel(lot), verdicts=verdicts)
    phrase = f"Conseillé pour ce lot : {nom_court(conseil.instrument).lower()}."
    return saisir(
        requete,
        formulaire,
        lambda: services.choisir(lot, par=requete.acteur, **formulaire.avec_version()),
        page=_page(requete, lot.projet, f"Instrument du lot {lot.numero}", phrase),
        bouton="Choisir",
        retour=adresse_de_l_etude(lot.projet_id),
        message="L'instrument du lot est choisi.",
        gabarit="opportunite/choix.html",
        comparaison=lignes_d_avis(conseil.instruments.avis),
    )


def _choix_actuel(lot: LotProjet) -> dict[str, Any]:
    choix = getattr(lot, "choix_d_instrument", None)
    if choix is None:
        return {"version": PAS_ENCORE}
    return ChoixForm.initiales(choix)


@require_POST
@ecran("choixdinstrument.choisir", ecrit=True, objet=Projet)
def suivre_le_conseil(requete: Requete, projet: Projet) -> HttpResponse:
    """L'instrument conseillé, d'un coup, pour tous les lots qui attendent leur choix."""
    return jouer(
        requete,
        lambda: services.suivre_le_conseil(projet, par=requete.acteur),
        retour=adresse_de_l_etude(projet.pk),
        message=_conseil_suivi,
    )


def _conseil_suivi(choix: list[ChoixDInstrument]) -> str:
    faits = accorder(len(choix), "instrument choisi", "instruments choisis")
    return f"{faits}, tel que conseillé." if len(choix) < 2 else f"{faits}, tels que conseillés."


@ecran("etude.voir", objet=Projet)
def document_etude(requete: Requete, projet: Projet) -> HttpResponse:
    """Le document de la dérogation avancée dans l'étude."""
    return telecharger(Etude.objects.filter(projet=projet).first())
