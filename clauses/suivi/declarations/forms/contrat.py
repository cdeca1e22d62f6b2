"""Le contrat d'insertion, demandé dans l'ordre de la conversation : qui, chez qui, comment, quand, sur quoi."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import Bloc, ChampAChoisir, ChampDate, ChampTexte
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from clauses.suivi.declarations.services.contrats import Rattachement
from clauses.suivi.marches.models import Attribution
from clauses.suivi.participants.models import Participant

ROME = r"^[A-Na-n]\d{4}$"


class _ParOperation(ModelChoiceIterator):
    """Les lots rangés sous le nom de leur opération : à des centaines de lots, une seule liste ne se lit plus."""

    def __iter__(self) -> Iterator[Any]:
        for operation, siennes in groupby(self.queryset, key=lambda a: a.lot.marche.operation):
            yield str(operation), [self.choice(attribution) for attribution in siennes]


class _ChoixDAttribution(forms.ModelMultipleChoiceField):
    """Un lot s'offre par chacun de ses attributaires : « Lot 1 — Gros œuvre · 2026-TRX-01 · Bâtisseurs »."""

    iterator = _ParOperation

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(filter(None, (str(obj.lot), obj.lot.marche.reference, str(obj.structure))))


class ContratForm(FormulaireDeFiche):
    blocs = (
        Bloc("L'employeur", ("modalite", "employeur", "entreprise_utilisatrice")),
        Bloc("Le contrat", ("type_contrat", "metier", "code_rome", "date_debut", "date_fin")),
        Bloc("La fin", ("motif_fin", "contrat_apres"), intro="À remplir quand le contrat s'achève."),
        Bloc("Les lots", ("lots",), intro="Les heures comptent au titre d'un lot, au compte d'un attributaire."),
    )
    # La personne se choisit avant, par une recherche, et ne change plus : un autre est un autre contrat.
    participant = forms.ModelChoiceField(
        label="Personne",
        queryset=Participant.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": "Choisissez d'abord la personne."},
    )
    modalite = ChampAChoisir(
        label="Modalité", choices=ContratInsertion.Modalite.choices, refus="Dites comment la personne est employée."
    )
    employeur = forms.ModelChoiceField(
        label="Employeur",
        queryset=Structure.objects.none(),
        empty_label="Choisir…",
        help_text="Celui qui paie la personne : l'entreprise, l'ETTI, le GEIQ…",
    )
    entreprise_utilisatrice = forms.ModelChoiceField(
        label="Entreprise utilisatrice",
        queryset=Structure.objects.none(),
        required=False,
        empty_label="Sans objet",
        help_text="Pour une mise à disposition : celle chez qui la personne travaille.",
    )
    type_contrat = ChampAChoisir(
        label="Type de contrat",
        choices=ContratInsertion.TypeContrat.choices,
        refus="Choisissez le type de contrat : un CDI et un CDD ne comptent pas aussi longtemps.",
    )
    metier = ChampTexte("Métier", required=False, max_length=200, exemple="Peintre en bâtiment")
    code_rome = forms.RegexField(
        label="Code ROME",
        regex=ROME,
        required=False,
        help_text="Une lettre de A à N et quatre chiffres, par exemple F1606.",
        error_messages={"invalid": "Une lettre de A à N, puis quatre chiffres, par exemple F1606."},
    )
    date_debut = ChampDate("Début", exemple="02/11/2026")
    date_fin = ChampDate(
        "Fin", required=False, exemple="30/04/2027", aide="Vide pour un CDI, ou tant qu'elle n'est pas connue."
    )
    motif_fin = forms.ChoiceField(
        label="Raison de la fin", required=False, choices=[("", "En cours"), *ContratInsertion.MotifFin.choices]
    )
    contrat_apres = forms.ChoiceField(label="Contrat après ?", required=False, choices=ContratInsertion.Apres.choices)
    lots = _ChoixDAttribution(
        label="Lots",
        queryset=Attribution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un lot : les heures comptent au titre d'un lot."},
    )
    motif = ChampTexte("Motif du changement", required=False, max_length=250)
    HORS_MODELE = frozenset({"lots"})

    def __init__(self, *args: Any, acteur: Acteur, contrat: ContratInsertion | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        structures = Structure.objects.visibles_par(acteur).actifs().order_by("tri", "pk")
        self._choix("participant", Participant.objects.visibles_par(acteur).actifs().order_by("tri", "pk"))
        self._choix("employeur", structures)
        self._choix("entreprise_utilisatrice", structures)
        self._choix("lots", _attributions(acteur, contrat))
        if contrat is None:
            del self.fields["motif"]

    def _choix(self, nom: str, lignes: Any) -> None:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ModelChoiceField)
        champ.queryset = lignes

    def clean_code_rome(self) -> str:
        return str(self.cleaned_data["code_rome"]).upper()

    def rattachements(self) -> list[Rattachement]:
        return [Rattachement(attribution.lot, attribution) for attribution in self.cleaned_data["lots"]]


def _attributions(acteur: Acteur, contrat: ContratInsertion | None) -> Any:
    """Les attributions des lots sous clause, et celles du contrat même si elles ont pris fin."""
    deja = AffectationLot.objects.actifs().filter(contrat=contrat).values("attribution_id") if contrat else []
    return (
        Attribution.objects.visibles_par(acteur)
        .actifs()
        .filter(Q(lot__clauses__est_en_vigueur=True) | Q(pk__in=deja), lot__annule_le__isnull=True)
        .select_related("structure", "lot__marche__operation", "lot__marche__porteuse")
        .order_by("lot__marche__operation__tri", "lot__marche__operation", "lot__marche", "lot__tri", "pk")
    )


class ReponseForm(FormulaireDeFiche):
    """Ce contrat en redit-il un autre ?"""

    reponse = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            ("distinct", "Deux contrats\u00a0: les heures des deux comptent"),
            ("meme", "Un doublon\u00a0: annuler celui-ci"),
        ],
        widget=forms.RadioSelect,
    )
    motif = ChampTexte("Pourquoi", max_length=250, aide="Par exemple\u00a0: deux chantiers du même employeur.")


class FinDeContratForm(FormulaireDeFiche):
    date_fin = ChampDate("Dernier jour du contrat")
    motif_fin = ChampAChoisir(label="Raison", choices=ContratInsertion.MotifFin.choices)
    contrat_apres = forms.ChoiceField(
        label="Un contrat après ?", required=False, choices=ContratInsertion.Apres.choices
    )
