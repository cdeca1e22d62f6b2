"""Les formulaires de la personne, dans l'ordre de la conversation."""

from typing import Any

from django import forms

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampNaissance,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.forms import FormulaireDeFiche, FormulaireQuiALu
from clauses.fond.structures.models import Famille, Structure
from clauses.suivi.participants.models import Participant
from regles.inscription import CATEGORIES, INSCRIPTION_D_OFFICE
from regles.publics import CRITERES, PIECES
from regles.quartiers import METROPOLE, OUTRE_MER
from regles.typographie import jour_en_mots, majuscule

FAMILLES_DE_PRESCRIPTEURS = (Famille.SPE, Famille.MDE_PLIE, Famille.ASSOCIATION, Famille.COLLECTIVITE, Famille.SIAE)


class ParticipantForm(FormulaireDeFiche):
    blocs = (
        Bloc("La personne", ("prenom", "nom", "sexe", "date_naissance"), intro="Le minimum pour la reconnaître."),
        Bloc("Où elle habite", ("code_postal", "commune", "qpv", "quartier")),
        Bloc("Son parcours", ("niveau", "prescripteur", "dossier")),
        Bloc("La joindre", ("telephone", "courriel", "observation")),
    )
    prenom = ChampTexte(label="Prénom", max_length=80)
    nom = ChampTexte(label="Nom", max_length=80)
    sexe = forms.ChoiceField(label="Sexe", choices=Participant.Sexe.choices, required=False)
    date_naissance = ChampNaissance(label="Date de naissance", required=False)
    code_postal = forms.RegexField(
        label="Code postal",
        regex=r"^\d{5}$",
        required=False,
        error_messages={"invalid": "Un code postal compte cinq chiffres, par exemple 59300."},
    )
    commune = ChampTexte(label="Commune", required=False, max_length=120)
    qpv = forms.ChoiceField(
        label="Quartier prioritaire",
        choices=Participant.Qpv.choices,
        required=False,
        help_text=f"À l'adresse et sur la liste du jour d'entrée ({METROPOLE[-1].nom} en métropole, "
        f"{OUTRE_MER[-1].nom} outre-mer) ; sig.ville.gouv.fr le dit.",
    )
    quartier = ChampTexte(
        label="Nom ou code du quartier", required=False, max_length=120, help_text="Par exemple QN05910M."
    )
    niveau = forms.ChoiceField(label="Niveau de formation", choices=Participant.Niveau.choices, required=False)
    prescripteur = forms.ModelChoiceField(
        label="Prescripteur", queryset=Structure.objects.none(), required=False, empty_label="Non renseigné"
    )
    dossier = ChampTexte(
        label="Numéro de dossier", required=False, max_length=40, help_text="Le vôtre, ou celui du prescripteur."
    )
    telephone = ChampTexte(label="Téléphone", required=False, max_length=20)
    courriel = forms.EmailField(label="Courriel", required=False)
    observation = ChampTexteLong(label="Observation", required=False)

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["prescripteur"]
        assert isinstance(champ, forms.ModelChoiceField)
        champ.queryset = (
            Structure.objects.visibles_par(acteur)
            .actifs()
            .filter(famille__in=FAMILLES_DE_PRESCRIPTEURS)
            .order_by("tri", "pk")
        )


class CritereForm(FormulaireQuiALu):
    blocs = (
        Bloc("Le critère", ("code", "precision")),
        Bloc(
            "La pièce vue",
            ("piece", "piece_datee_du", "valable_jusqu_au", "vue_le"),
            intro="La pièce se regarde, elle ne se garde pas : seules sa nature et ses dates sont notées.",
        ),
    )
    code = forms.ChoiceField(label="Critère", choices=[(c.code, c.libelle) for c in CRITERES.values()])
    precision = ChampTexte(label="Précision", required=False, max_length=250)
    piece = forms.ChoiceField(
        label="Pièce",
        required=False,
    )
    piece_datee_du = ChampDate(label="Date de la pièce", required=False)
    valable_jusqu_au = ChampDate(label="Valable jusqu'au", required=False)
    vue_le = ChampDate(label="Vue le", required=False)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        """`code` : le critère choisi ; seules les pièces qui le justifient sont proposées."""
        super().__init__(*args, **kwargs)
        admises = CRITERES[code].pieces
        mots = [(cle, majuscule(PIECES[cle])) for cle in admises]
        champ: Any = self.fields["piece"]
        champ.choices = [("", "Pas encore vue"), *mots]
        noms = ", ".join(PIECES[cle] for cle in admises)
        champ.error_messages["invalid_choice"] = (
            f"Cette pièce ne justifie pas ce critère. Pièces admises\u00a0: {noms}."
        )
        self.fields["code"].initial = code

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("piece") and not donnees.get("vue_le"):
            self.add_error("vue_le", "Dites quel jour vous avez vu cette pièce.")
        if donnees.get("vue_le") and not donnees.get("piece"):
            self.add_error("piece", "Dites quelle pièce vous avez vue.")
        return donnees


class ChoixDuCritereForm(FormulaireFr):
    """D'abord le critère : les pièces à proposer en dépendent."""

    code = ChampAChoisir(
        label="Critère", choices=[(c.code, c.libelle) for c in CRITERES.values()], refus="Choisissez le critère."
    )


class EligibiliteForm(FormulaireQuiALu):
    blocs = (
        Bloc("L'entrée dans la clause", ("date_entree", "motif")),
        Bloc(
            "Sa recherche d'emploi",
            ("inscrit_depuis", "categorie_ft", "contrat_d_engagement"),
            intro=f"Depuis le {jour_en_mots(INSCRIPTION_D_OFFICE)}, l'inscription est d'office pour les foyers au RSA "
            "et les jeunes suivis\u00a0: elle ne la prouve plus seule.",
        ),
    )
    date_entree = ChampDate(
        label="Date d'entrée",
        help_text="Le premier jour du premier contrat au titre de la clause. Ce qui est prononcé vaut depuis ce "
        "mois-là\u202f; un mois déjà validé garde son jugement, et se corrige depuis la fiche.",
    )
    motif = ChampTexteLong(label="Motif", required=False)
    inscrit_depuis = ChampDate(label="Inscription comme demandeur d'emploi, depuis le", required=False)
    categorie_ft = forms.ChoiceField(
        label="Catégorie de France Travail",
        required=False,
        choices=[("", "Non renseignée"), *((code, f"{code} – {quoi}") for code, (quoi, _) in CATEGORIES.items())],
    )
    contrat_d_engagement = forms.TypedChoiceField(
        label="Contrat d'engagement signé",
        required=False,
        empty_value=None,
        coerce={"oui": True, "non": False}.__getitem__,
        choices=[("", "Non renseigné"), ("oui", "Oui"), ("non", "Non")],
        help_text="Ou le PPAE, le CER, le PACEA ou le CEJ qu'il remplace.",
    )

    def __init__(self, *args: Any, est_prononcee: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if est_prononcee:
            motif = self.fields["motif"] = ChampTexteLong(label="Pourquoi la rejugez-vous\u202f?")
            motif.error_messages["required"] = "L'éligibilité est déjà prononcée : dites pourquoi vous la rejugez."


class FiltreParticipants(forms.Form):
    """Les filtres de la liste, gardés dans l'adresse."""

    q = forms.CharField(label="Nom, prénom ou dossier", required=False)
    eligibilite = forms.ChoiceField(
        label="Éligibilité",
        required=False,
        choices=[("", "Toutes"), ("eligible", "Éligibles"), ("refusee", "Non éligibles"), ("a_juger", "À juger")],
    )
    sexe = forms.ChoiceField(
        label="Sexe", required=False, choices=[("", "Tous"), *[c for c in Participant.Sexe.choices if c[0]]]
    )
    qpv = forms.ChoiceField(
        label="Quartier prioritaire",
        required=False,
        choices=[("", "Tous"), *[c for c in Participant.Qpv.choices if c[0]]],
    )
