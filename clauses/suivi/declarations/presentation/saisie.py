"""La page où l'on saisit un mois, au chantier, sur un téléphone."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Lien, Page
from clauses.fond.socle.valeurs import en_date_longue, en_mois
from clauses.suivi.declarations.decision import motifs_de_refus
from clauses.suivi.declarations.forms import FeuilleForm
from clauses.suivi.declarations.models import DeclarationMensuelle
from clauses.suivi.declarations.presentation.fiche import surtitre, titre
from clauses.suivi.declarations.services.feuille import EQUIPE, Feuille, Place
from regles.calendrier import ajouter_mois, dernier_du_mois
from regles.typographie import accorder, typographie


@dataclass(frozen=True)
class Figee:
    """Une personne dont la ligne est décidée : elle se lit, elle ne se change plus ici."""

    place: Place
    ecartees: tuple[Any, ...]


def page_de_saisie(feuille: Feuille, jour: date) -> Page:
    declaration = feuille.declaration
    return Page(
        titre=titre(declaration),
        surtitre=surtitre(declaration),
        phrase=_phrase(feuille, jour),
        ton="alerte" if declaration.etat == DeclarationMensuelle.Etat.A_CORRIGER else "neutre",
        fil=[
            Lien("Déclarations", reverse("declarations:liste")),
            Lien(titre(declaration), reverse("declarations:fiche", args=[declaration.pk])),
            Lien("Saisir"),
        ],
    )


def _phrase(feuille: Feuille, jour: date) -> str:
    declaration = feuille.declaration
    if declaration.etat == DeclarationMensuelle.Etat.A_CORRIGER and declaration.motif:
        return typographie(f"À corriger : {declaration.motif}")
    if declaration.etat == DeclarationMensuelle.Etat.SOUMISE:
        return "Ce mois est déjà transmis ; vous pouvez encore le corriger."
    if jour <= dernier_du_mois(declaration.mois):
        return "Le mois n'est pas fini : gardez un brouillon, vous l'enverrez quand les heures seront complètes."
    avant = len({place.contrat.participant_id for place in feuille.places if place.precedente is not None})
    if avant:
        return typographie(f"{accorder(avant, 'personne')} le mois dernier. Rien n'a changé ?")
    return "Les heures de chaque personne, et c'est tout."


def contexte_de_saisie(feuille: Feuille, formulaire: FeuilleForm, acteur: Acteur, jour: date) -> dict[str, Any]:
    declaration = feuille.declaration
    mois = en_mois(declaration.mois)
    return {
        "page": page_de_saisie(feuille, jour),
        "declaration": declaration,
        "formulaire": formulaire,
        "figees": [_figee(place) for place in feuille.places if not place.est_modifiable],
        "nom_du_mois": mois.split(" ")[0],
        "mois_d_avant": en_mois(ajouter_mois(declaration.mois, -1)).split(" ")[0],
        "conflit": formulaire.conflit,
        "enregistree_le": feuille.enregistree_le and timezone.localtime(feuille.enregistree_le),
        "limite": en_date_longue(declaration.echeance),
        "est_corrigeable": jour <= declaration.echeance or acteur.role in EQUIPE,
        "personne_nouvelle": _personne_nouvelle(declaration, acteur),
        "peut_neant": feuille.est_entiere and all(place.est_modifiable for place in feuille.places),
        "employeurs_absents": not feuille.est_entiere,
    }


def _figee(place: Place) -> Figee:
    assert place.ligne is not None
    return Figee(place, motifs_de_refus(place.ligne.decision))


def _personne_nouvelle(declaration: DeclarationMensuelle, acteur: Acteur) -> dict[str, str]:
    """Où mène « + Une nouvelle personne » : le contrat pour l'équipe, un courriel au facilitateur pour les autres."""
    if acteur.role in EQUIPE:
        adresse = f"{reverse('declarations:contrat_creer')}?attribution={declaration.attribution_id}"
        return {"url": adresse, "texte": "Une nouvelle personne", "aide": ""}
    facilitateur = declaration.lot.marche.operation.facilitateur
    aide = "Avant l'embauche si possible, votre facilitateur vérifie que ses heures pourront compter."
    if facilitateur is None:
        return {"url": "", "texte": "Une nouvelle personne ?", "aide": f"Appelez votre facilitateur. {aide}"}
    sujet = quote(f"Une nouvelle personne, {declaration.lot} ({en_mois(declaration.mois)})")
    adresse = f"mailto:{facilitateur.courriel}?subject={sujet}"
    return {"url": adresse, "texte": f"Une nouvelle personne : écrire à {facilitateur}", "aide": aide}
