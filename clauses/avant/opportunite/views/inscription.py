"""Inscrire au registre : l'achat d'une fiche projet, un marché existant, ou un marché saisi ici."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from clauses.avant.opportunite import services
from clauses.avant.opportunite.faits import dossier_de
from clauses.avant.opportunite.forms.registre import InscriptionForm, InscriptionProjetForm
from clauses.avant.opportunite.models import Etude, MarcheSansClause
from clauses.avant.opportunite.presentation import registre as presentation
from clauses.avant.opportunite.presentation.commun import adresse_de_l_etude
from clauses.avant.opportunite.services import Inscription
from clauses.avant.projets.models import Projet
from clauses.avant.projets.onglets import fil_projet
from clauses.fond.habilitations.ecran import ecran
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.gestes import saisir
from clauses.fond.socle.requete import Requete
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.models import Marche
from regles.typographie import typographie

TITRE = "Inscrire au registre sans clause"


@ecran("marchesansclause.inscrire", ecrit=True, objet=Projet)
def inscrire(requete: Requete, projet: Projet) -> HttpResponse:
    """L'achat d'une fiche se fera sans clause : sa raison entre au registre."""
    acteur: Any = requete.acteur
    dossier = dossier_de(projet)
    initial = _de_l_etude(dossier.etude)
    formulaire = InscriptionProjetForm(requete.POST or None, requete.FILES or None, initial=initial)
    if dossier.etude.a_un_document:
        garde = f" Celui de l'étude sera repris : {dossier.etude.nom_fichier}."
        formulaire.fields["document"].help_text += typographie(garde)
    etude, phrase = Lien("Opportunité", adresse_de_l_etude(projet.pk)), dossier.conseil.obligation.motif
    return saisir(
        requete,
        formulaire,
        lambda: services.inscrire_projet(projet, par=acteur, **formulaire.valeurs()),
        page=Page.au_bout(fil_projet(acteur, projet, etude), TITRE, phrase=phrase, surtitre=projet.nom),
        bouton="Inscrire au registre",
        retour=etude.url,
        message="Le marché est au registre.",
    )


def _de_l_etude(etude: Etude) -> dict[str, Any]:
    return {"raison": etude.derogation, "motif": etude.derogation_motif, "date_decision": timezone.localdate()}


@ecran("marchesansclause.inscrire", ecrit=True)
def inscrire_marche(requete: Requete) -> HttpResponse:
    """Un marché qui n'a pas de fiche projet."""
    return _inscrire(requete, None)


@ecran("marchesansclause.inscrire", ecrit=True, objet=Marche)
def inscrire_ce_marche(requete: Requete, marche: Marche) -> HttpResponse:
    """Un marché déjà suivi, sans clause."""
    return _inscrire(requete, marche)


def _inscrire(requete: Requete, marche: Marche | None) -> HttpResponse:
    acteur: Any = requete.acteur
    pour = marche.operation.donneur_d_ordre if marche else _sa_structure(acteur)
    formulaire = InscriptionForm(
        requete.POST or None, requete.FILES or None, acteur=acteur, donneur_d_ordre=pour, initial=_du_marche(marche)
    )

    def enregistrer() -> MarcheSansClause:
        lu = formulaire.cleaned_data
        inscription = Inscription(**formulaire.valeurs())
        return services.inscrire(
            pour or lu["donneur_d_ordre"], inscription, par=acteur, document=lu["document"], marche=marche
        )

    return saisir(
        requete,
        formulaire,
        enregistrer,
        page=Page.au_bout(presentation.fil(), TITRE, surtitre=str(marche or pour or "")),
        bouton="Inscrire au registre",
        retour=reverse("opportunite:registre"),
        message="Le marché est au registre.",
    )


def _sa_structure(acteur: Any) -> Structure | None:
    """Celle de l'acheteur, qui n'inscrit que pour elle ; `None` pour l'équipe, qui la nomme."""
    return Structure.objects.filter(pk=acteur.structure_id).first() if acteur.structure_id else None


def _du_marche(marche: Marche | None) -> dict[str, Any]:
    """Ce que la fiche du marché sait déjà."""
    if marche is None:
        return {"date_decision": timezone.localdate()}
    duree = marche.duree_mois
    total = None if duree is None else duree + marche.reconductions_prevues * marche.reconduction_mois
    return {
        "objet": marche.objet,
        "nature_achat": marche.nature_achat,
        "est_concession": marche.forme == Marche.Forme.CONCESSION,
        "montant_ht": marche.montant_ht,
        "duree_mois": total,
        "date_decision": timezone.localdate(),
    }
