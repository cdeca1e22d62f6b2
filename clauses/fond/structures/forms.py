"""Les formulaires du répertoire, dans l'ordre de la conversation."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.html import format_html

from clauses.fond.socle import valeurs
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampFr,
    ChampHeures,
    ChampSiret,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.fond.structures.images import nature_de_l_image
from clauses.fond.structures.models import Contact, Famille, Nature, Structure

LOGO_AU_PLUS = 500_000  # octets

# La famille que la nature entraîne, quand la personne ne l'a pas choisie ou a laissé « Autres ».
_FAMILLES = {
    "prive": Famille.AUTRE,
    "ett": Famille.AUTRE,
    **dict.fromkeys(("ai", "ei", "aci", "etti", "eiti", "geiq", "ea", "eatt", "esat", "regie"), Famille.SIAE),
    **dict.fromkeys(("commune", "intercommunalite", "departement", "region"), Famille.COLLECTIVITE),
    "etat": Famille.ETAT,
    "bailleur": Famille.BAILLEUR,
}


class ChampCodePostal(ChampFr):
    """Cinq chiffres ; le zéro perdu par un tableur (« 1000 ») est rétabli."""

    lire = staticmethod(valeurs.lire_code_postal)
    clavier = "numeric"

    def to_python(self, value: Any) -> str:
        return super().to_python(value) or ""


class StructureForm(FormulaireDeFiche):
    """Une fiche du répertoire. `acteur` borne la recherche d'un SIRET déjà connu ; `fiche` est celle qu'on modifie."""

    blocs = (
        Bloc("La reconnaître", ("siret", "nom", "sigle")),
        Bloc("Ce qu'elle est", ("famille", "nature")),
        Bloc("La trouver", ("adresse", "code_postal", "commune", "site")),
        Bloc("À savoir", ("observation",)),
    )
    siret = ChampSiret("SIRET", required=False, aide="14 chiffres\u202f; à compléter plus tard s'il manque.")
    nom = ChampTexte("Raison sociale", max_length=250)
    sigle = ChampTexte("Sigle", max_length=50, required=False)
    famille = ChampAChoisir(
        label="Famille",
        choices=Famille.choices,
        required=False,
        help_text="La nature la dit le plus souvent\u00a0: choisissez alors la nature seule.",
    )
    nature = forms.ChoiceField(
        label="Nature",
        choices=[("", "Sans objet"), *Nature.choices],
        required=False,
        help_text="Elle dit ce que la clause peut attendre\u00a0: mise à disposition, embauche, commande…",
    )
    adresse = ChampTexte("Adresse", max_length=250, required=False)
    code_postal = ChampCodePostal("Code postal", required=False, exemple="59300")
    commune = ChampTexte("Commune", max_length=120, required=False)
    site = forms.URLField(label="Site internet", required=False, assume_scheme="https")
    observation = ChampTexteLong("Observation", required=False)

    def __init__(self, *args: Any, acteur: Acteur, fiche: Structure | None = None, **kwargs: Any) -> None:
        self.acteur, self.fiche = acteur, fiche
        super().__init__(*args, **kwargs)

    def clean_siret(self) -> str | None:
        siret: str = self.cleaned_data["siret"]
        if not siret:
            return None
        autres = Structure.objects.visibles_par(self.acteur).du_siret(siret)
        connue = autres.exclude(pk=self.fiche.pk if self.fiche else None).first()
        if connue is not None:
            raise ValidationError(
                format_html(
                    'Ce SIRET est déjà celui de la fiche «\u00a0<a href="{}">{}</a>\u00a0»{}.',
                    reverse("structures:fiche", args=[connue.pk]),
                    connue.nom,
                    ", annulée\u00a0: rétablissez-la plutôt" if connue.est_annule else "",
                )
            )
        return siret

    def clean(self) -> dict[str, Any] | None:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        if propres.get("famille") in ("", Famille.AUTRE):
            propres["famille"] = _FAMILLES.get(propres.get("nature", ""), propres["famille"])
        if propres.get("famille") == "":
            self.add_error("famille", "Choisissez la famille, ou une nature qui la dit.")
        return propres

    @property
    def zero_retabli(self) -> bool:
        """Vrai si le SIRET tapé avait perdu son zéro de tête."""
        tape = re.sub(r"\D", "", str(self.data.get("siret", "")))
        return len(tape) == 13 and bool(self.cleaned_data.get("siret"))


class EtablissementForm(FormulaireDeFiche):
    """L'entreprise a changé d'établissement : même SIREN, autre SIRET."""

    blocs = (Bloc("Où elle est à présent", ("siret", "depuis"), intro="L'ancien SIRET reste celui des mois d'avant."),)
    siret = ChampSiret("Nouveau SIRET", aide="Ses neuf premiers chiffres (SIREN) ne changent pas.")
    depuis = ChampDate("Depuis le")


class ContactForm(FormulaireDeFiche):
    blocs = (
        Bloc("La personne", ("prenom", "nom", "fonction", "intitule")),
        Bloc("La joindre", ("courriel", "telephone"), intro="L'un des deux suffit."),
    )
    prenom = ChampTexte("Prénom", max_length=80, required=False)
    nom = ChampTexte("Nom", max_length=80)
    fonction = forms.ChoiceField(
        label="Rôle",
        choices=Contact.Fonction.choices,
        help_text="Le contact hiérarchique est sollicité quand le référent ne répond plus.",
    )
    intitule = ChampTexte("Intitulé du poste", max_length=120, required=False)
    courriel = forms.EmailField(label="Courriel", required=False)
    telephone = ChampTexte("Téléphone", max_length=20, required=False)


class FiltreStructures(FormulaireFr):
    q = ChampTexte("Nom, sigle ou SIRET", required=False)
    famille = forms.ChoiceField(label="Famille", choices=[("", "Toutes"), *Famille.choices], required=False)
    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *Nature.choices], required=False)
    fiche = forms.ChoiceField(
        label="Fiches",
        required=False,
        choices=[("", "Au répertoire"), ("sans_siret", "Sans SIRET"), ("annulees", "Annulées")],
    )


class PorteuseForm(FormulaireDeFiche):
    """Les réglages de la structure porteuse : ce qui paraît sur les écrans et les bilans."""

    blocs = (
        Bloc("Son nom", ("nom", "sigle", "siret")),
        Bloc("Son logo", ("logo", "sans_logo"), intro="Il paraît en haut des pages et sur les bilans."),
        Bloc("La joindre", ("adresse", "courriel", "telephone")),
        Bloc("Compter", ("heures_par_etp",)),
    )
    nom = ChampTexte("Nom", max_length=200)
    sigle = ChampTexte("Sigle", max_length=30, required=False, aide="Il remplace le nom là où la place manque.")
    siret = ChampSiret("SIRET", required=False)
    logo = forms.FileField(
        label="Image",
        required=False,
        help_text="PNG ou JPEG, 500\u202fKo au plus.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    sans_logo = forms.BooleanField(label="Retirer le logo actuel", required=False)
    adresse = ChampTexteLong("Adresse", required=False)
    courriel = forms.EmailField(label="Courriel", required=False)
    telephone = ChampTexte("Téléphone", max_length=20, required=False)
    heures_par_etp = ChampHeures(
        "Heures par ETP et par an",
        minimum=1,
        maximum=3000,
        exemple="1607",
        aide="1\u202f607\u202fh par défaut (durée légale)\u202f; les bilans divisent les heures par ce nombre.",
    )

    def clean_logo(self) -> UploadedFile | None:
        logo: UploadedFile | None = self.cleaned_data["logo"]
        if logo is None:
            return None
        if (logo.size or 0) > LOGO_AU_PLUS:
            raise ValidationError("Cette image dépasse 500\u202fKo\u00a0: réduisez-la, puis choisissez-la de nouveau.")
        if not nature_de_l_image(logo.read(16)):
            raise ValidationError("Ce fichier n'est pas une image PNG ou JPEG, quel que soit son nom.")
        logo.seek(0)
        return logo

    def clean_heures_par_etp(self) -> Decimal:
        heures: Decimal = self.cleaned_data["heures_par_etp"]
        return heures.quantize(Decimal("0.1"))
