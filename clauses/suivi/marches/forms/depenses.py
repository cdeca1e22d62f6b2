"""Formulaires des commandes, des factures, des heures travaillées par tous, et de leur import."""

import base64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampHeures,
    ChampMois,
    ChampMontant,
    ChampTexte,
    FormulaireFr,
)
from clauses.fond.socle.imports.forms import ChampFichier
from clauses.suivi.marches.models import Attribution, Lot
from clauses.suivi.marches.services.depenses import NatureDepense
from clauses.suivi.marches.services.import_depenses import TAILLE_MAX

COLLE = "tableau collé"


class ChampAttribution(forms.ModelChoiceField):
    """Un attributaire du lot, sous-traitants compris ; vide : tout le groupement, selon les parts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Attribution.objects.none(),
            label="Attributaire",
            required=False,
            empty_label="Non précisé",
            help_text="Sans précision, le montant se partage selon les parts de chacun.",
            **options,
        )

    def du_lot(self, lot: Lot) -> None:
        choix = lot.attributions.actifs().select_related("structure").order_by("role", "structure__tri", "pk")
        self.queryset = choix
        seuls = list(choix[:2])
        if len(seuls) == 1:
            self.initial = seuls[0].pk


class DepenseForm(FormulaireFr):
    """Une commande, une facture, un avoir, réels ou prévus."""

    nature = forms.ChoiceField(
        label="Pièce",
        choices=NatureDepense.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si c'est une commande, une facture ou un avoir."},
    )
    numero = ChampTexte("Numéro", max_length=60, exemple="F-2026-014")
    jour = ChampDate("Date")
    montant_ht = ChampMontant("Montant HT (€)", maximum=999_999_999_999, aide="Positif, même pour un avoir.")
    attribution = ChampAttribution()
    objet = ChampTexte("Objet", required=False, max_length=250)
    est_prevision = forms.BooleanField(
        label="C'est une prévision",
        required=False,
        help_text="Elle compte dans l'engagement, jamais dans l'exigible.",
    )

    blocs = (
        Bloc("La pièce", ("nature", "numero", "jour", "montant_ht")),
        Bloc("À qui, pour quoi", ("attribution", "objet")),
        Bloc("Réelle ou prévue", ("est_prevision",), intro="Une prévision s'efface quand sa date est passée."),
    )

    def __init__(self, *args: Any, lot: Lot, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["attribution"].du_lot(lot)  # type: ignore[attr-defined]

    def valeurs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "nature": NatureDepense(self.cleaned_data["nature"])}


class HeuresTotalesForm(FormulaireFr):
    """Les heures travaillées par tout le personnel, un mois."""

    mois = ChampMois("Mois")
    heures = ChampHeures(
        "Heures travaillées",
        maximum=9_999_999,
        exemple="1\u202f250",
        aide="Par tous les salariés affectés au lot, en insertion ou non. Le mois d'une résiliation compte "
        "entier\u00a0: n'y écrivez que les heures faites pour le marché.",
    )
    attribution = ChampAttribution()

    def __init__(self, *args: Any, lot: Lot, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["attribution"].du_lot(lot)  # type: ignore[attr-defined]


class ImportDepensesForm(FormulaireFr):
    """Un fichier déposé ou un tableau collé, puis la confirmation de son aperçu."""

    nature_par_defaut = forms.ChoiceField(
        label="Quand la ligne ne dit pas son type, c'est",
        choices=[(NatureDepense.COMMANDE, "un bon de commande"), (NatureDepense.FACTURE, "une facture")],
        initial=NatureDepense.FACTURE,
        widget=forms.RadioSelect,
    )
    fichier = ChampFichier("Fichier XLSX, ODS ou CSV", taille_max=TAILLE_MAX, required=False)
    # Un champ ordinaire : le texte garde ses tabulations et ses retours, c'est le lecteur de tableaux qui le lit.
    texte = forms.CharField(
        label="Ou tableau collé",
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Copié d'un tableur, ligne d'intitulés comprise.",
    )

    # Ce que l'aperçu rend à la confirmation : le même contenu, octet pour octet.
    contenu = forms.CharField(required=False, widget=forms.HiddenInput)
    nom = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_contenu(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["contenu"], validate=True)
        except ValueError as erreur:
            raise ValidationError("L'aperçu est abîmé. Déposer le fichier à nouveau.") from erreur

    def clean(self) -> dict[str, Any] | None:
        propres = super().clean()
        if not self.errors and not any(self.cleaned_data.get(nom) for nom in ("fichier", "texte", "contenu")):
            self.add_error("fichier", "Déposez un fichier ou collez un tableau.")
        return propres

    @property
    def contenu_et_nom(self) -> tuple[bytes, str]:
        """Ce qui a été donné : le fichier, sinon le tableau collé, sinon ce que l'aperçu avait lu."""
        propres = self.cleaned_data
        if propres["fichier"] is not None:
            propres["fichier"].seek(0)
            return propres["fichier"].read(), propres["fichier"].name
        if propres["texte"].strip():
            return propres["texte"].encode(), COLLE
        return propres["contenu"], propres["nom"] or COLLE

    @property
    def nature(self) -> NatureDepense:
        return NatureDepense(self.cleaned_data["nature_par_defaut"])
