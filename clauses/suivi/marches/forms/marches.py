"""Formulaires du marché et de ce qui lui arrive."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampEntier,
    ChampMontant,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.valeurs import en_heures
from clauses.suivi.marches.forms.champs import FormulaireDuMetier
from clauses.suivi.marches.models import EvenementMarche, Marche, Tranche
from regles import ccag
from regles.engagement import LectureResiliation

Nature = EvenementMarche.Nature
# Un nom trop long pour la fiche s'y garde par son sigle.
PLACE = Marche._meta.get_field("ccag").max_length
CCAG = {(c.nom if len(c.nom) <= PLACE else c.sigle): c.nom for c in ccag.CCAG}


class MarcheForm(FormulaireDuMetier):
    blocs: Sequence[Bloc] = (
        Bloc("Ce que l'on achète", ("objet", "reference", "nature_achat", "procedure", "forme", "ccag", "cpv")),
        Bloc("Combien", ("montant_ht",)),
        Bloc(
            "Quand",
            ("date_notification", "date_debut", "duree_mois", "reconductions_prevues", "reconduction_mois"),
            intro="Laissez la notification vide tant que le marché se prépare\u00a0: la fiche le dira.",
        ),
        Bloc("Où", ("lieu_nom", "lieu_code")),
    )
    objet = ChampTexteLong("Objet", max_length=1000, lignes=2)
    reference = ChampTexte("Référence", required=False, max_length=60, aide="Celle de l'acheteur.")
    nature_achat = forms.ChoiceField(
        label="Nature d'achat", required=False, choices=[("", "Non renseignée"), *Marche.NatureAchat.choices]
    )
    procedure = forms.ChoiceField(
        label="Procédure", required=False, choices=[("", "Non renseignée"), *Marche.Procedure.choices]
    )
    forme = forms.ChoiceField(label="Forme", choices=Marche.Forme.choices, initial=Marche.Forme.ORDINAIRE)
    ccag = forms.ChoiceField(label="CCAG", required=False, choices=[("", "Aucun ou non renseigné"), *CCAG.items()])
    cpv = forms.RegexField(
        label="Code CPV",
        regex=r"^\d{8}(-\d)?$",
        required=False,
        error_messages={"invalid": "Un code CPV compte huit chiffres, par exemple 45210000-2."},
    )
    montant_ht = ChampMontant("Montant HT (€)", required=False, aide="D'un accord-cadre, l'estimation.")
    date_notification = ChampDate("Notification", required=False)
    date_debut = ChampDate("Début d'exécution", required=False, aide="Par défaut, la notification.")
    duree_mois = ChampEntier("Durée ferme (mois)", required=False, minimum=1, maximum=600)
    reconductions_prevues = ChampEntier("Reconductions possibles", required=False, minimum=0, maximum=20)
    reconduction_mois = ChampEntier("Durée d'une reconduction (mois)", required=False, minimum=1, maximum=120)
    lieu_nom = ChampTexte("Lieu d'exécution", required=False, max_length=150)
    lieu_code = ChampTexte("Code du lieu", required=False, max_length=10, aide="Code postal, commune ou département.")

    def valeurs(self) -> dict[str, Any]:
        propres = super().valeurs()
        propres["reconductions_prevues"] = propres["reconductions_prevues"] or 0
        propres["reconduction_mois"] = propres["reconduction_mois"] or 12
        return propres

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connu = self.initial.get("ccag")
        if connu and connu not in CCAG:  # tel que l'écrivent les données essentielles
            self.fields["ccag"].choices = [*self.fields["ccag"].choices, (connu, connu)]  # type: ignore[attr-defined]


class NouveauMarcheForm(MarcheForm):
    blocs = (*MarcheForm.blocs[:1], Bloc("Ses lots", ("est_alloti",)), *MarcheForm.blocs[1:])
    est_alloti = forms.BooleanField(
        label="Le marché est découpé en lots",
        required=False,
        help_text="Sinon, il reçoit un lot unique, au même objet et au même montant.",
    )


CHAMPS_DE_L_EVENEMENT: dict[str, tuple[str, ...]] = {
    Nature.NOTIFICATION: ("jour", "reference", "description"),
    Nature.ORDRE_DE_SERVICE: ("jour", "lot", "reference", "description"),
    Nature.AVENANT: ("jour", "lot", "reference", "description", "montant_ht", "duree_mois"),
    Nature.RECONDUCTION: ("jour", "lot", "duree_mois", "reference", "description"),
    Nature.AFFERMISSEMENT: ("jour", "tranche", "reference", "description"),
    Nature.RECEPTION: ("jour", "lot", "reference", "description"),
    Nature.RESILIATION: ("jour", "lot", "lecture_resiliation", "reference", "description"),
}
_JOURS = {
    Nature.NOTIFICATION: "Notifié le",
    Nature.RECONDUCTION: "Reconduit le",
    Nature.AFFERMISSEMENT: "Affermie le",
    Nature.RECEPTION: "Réceptionné le",
    Nature.RESILIATION: "Résilié le",
}


class ChampTranche(forms.ModelChoiceField):
    """« Lot 3, tranche optionnelle 2 (130 h) »."""

    def label_from_instance(self, obj: Any) -> str:
        nom = f"{obj.intitule}, " if obj.intitule else ""
        return f"Lot {obj.lot.numero}, {nom}{str(obj).lower()} ({en_heures(obj.heures)})"


class EvenementForm(FormulaireFr):
    """Un événement d'une nature donnée : seuls ses champs sont demandés."""

    jour = ChampDate("Date")
    lot: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label="Lot", queryset=None, required=False, empty_label="Tout le marché"
    )
    tranche = ChampTranche(label="Tranche", queryset=None, empty_label="Choisir la tranche")
    duree_mois = ChampEntier("Durée (mois)", required=False, minimum=-600, maximum=600)
    lecture_resiliation = forms.ChoiceField(
        label="Les heures dues s'arrêtent à",
        choices=EvenementMarche._meta.get_field("lecture_resiliation").choices or [],
        initial=LectureResiliation.EXIGIBLE,
        help_text="L'acquis\u00a0: un volume fixe tout entier, les tranches affermies, les années entamées, ce qui est "
        "facturé ou travaillé. La part du temps\u00a0: ces heures au prorata des jours écoulés. Le marché ou la "
        "doctrine de votre structure le dit, non la loi.",
    )
    montant_ht = ChampMontant(
        "Effet sur le montant HT (€)", required=False, minimum=None, aide="Négatif si l'avenant retire des prestations."
    )
    reference = ChampTexte("Référence", required=False, max_length=60)
    description = ChampTexteLong("En quelques mots", required=False)

    def __init__(self, *args: Any, marche: Marche, nature: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voulus = CHAMPS_DE_L_EVENEMENT[Nature(nature)]
        self.fields = {nom: self.fields[nom] for nom in voulus}
        self.fields["jour"].label = _JOURS.get(Nature(nature), "Date")
        if "lot" in self.fields:
            self.fields["lot"].queryset = marche.lots.actifs().order_by("tri", "pk")  # type: ignore[attr-defined]
        if "tranche" in self.fields:
            self.fields["tranche"].queryset = (  # type: ignore[attr-defined]
                Tranche.objects.actifs().a_affermir(marche).select_related("lot").order_by("lot__tri", "numero", "pk")
            )
        if nature == Nature.AVENANT:
            self.fields["duree_mois"].label = "Effet sur la durée (mois)"
        if nature == Nature.RECONDUCTION:
            self.fields["duree_mois"].help_text = f"Par défaut, {marche.reconduction_mois} mois."
