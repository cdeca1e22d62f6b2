"""Chercher, demander, répondre."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from clauses.avant.projets.models import LotProjet
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.services.reponses import Offre
from clauses.fond.annuaire.forms import RAYON_HABITUEL, RAYONS
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.models.fournisseur import NATURES_DE_L_ANNUAIRE
from clauses.fond.annuaire.natures import MODALITES
from clauses.fond.annuaire.secteurs import SECTEURS
from clauses.fond.socle.champs import Bloc, ChampDate, ChampHeures, ChampTexte, ChampTexteLong, FormulaireFr
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.fichiers import ACCEPTES, EN_MOTS, verifier, verifier_la_taille
from clauses.fond.socle.forms import FormulaireDeFiche

TOUS = "tous"
PIECE_MAX = 5_000_000  # octets ; la page de réponse est publique


class FiltreSourcing(forms.Form):
    """Autour du projet. Sans métier choisi, ceux du projet, ou du lot choisi."""

    lot = forms.ChoiceField(label="Lot", required=False)
    rayon = forms.ChoiceField(
        label="Rayon",
        required=False,
        choices=[("", f"{RAYON_HABITUEL}\u202fkm"), *((km, f"{km}\u202fkm") for km in RAYONS if km != RAYON_HABITUEL)],
    )
    metier = forms.ChoiceField(
        label="Métier", required=False, choices=[("", "Ceux du projet"), (TOUS, "Tous les métiers"), *SECTEURS.items()]
    )
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *((n.value, n.label) for n in NATURES_DE_L_ANNUAIRE)]
    )
    connus = forms.ChoiceField(
        label="Métier non renseigné", required=False, choices=[("", "À la suite"), ("oui", "Ne pas montrer")]
    )

    def __init__(self, *args: Any, lots: Sequence[LotProjet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {str(lot.pk): lot for lot in lots}
        if len(lots) > 1:
            self.fields["lot"].choices = [("", "Tous"), *((cle, str(lot)) for cle, lot in self.lots.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["lot"]

    @property
    def lu(self) -> dict[str, Any]:
        """Les filtres valables ; un filtre inconnu ne compte pas."""
        self.is_valid()
        lu = {nom: self.cleaned_data.get(nom, "") for nom in self.fields}
        return {**lu, "rayon": int(lu["rayon"] or RAYON_HABITUEL), "lot": self.lots.get(lu.get("lot", ""))}


class DemandeForm(FormulaireFr):
    """Le message, relu avant l'envoi, et le courriel de chaque structure."""

    objet = ChampTexte("Objet", max_length=200)
    message = ChampTexteLong("Message", lignes=20, max_length=8000)
    echeance = ChampDate("Réponse attendue le")

    def __init__(self, *args: Any, fournisseurs: Sequence[Fournisseur], avec_courriel: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fournisseurs = fournisseurs
        aide = "" if avec_courriel else "Ce site n'envoie pas de courriel\u00a0: il préparera un message à copier."
        for f in fournisseurs:
            self.fields[f"courriel_{f.pk}"] = forms.EmailField(
                label=str(f),
                required=False,
                initial=f.courriel,
                help_text=f.telephone and f"Téléphone\u00a0: {f.telephone}",
            )
        self.blocs = (
            Bloc(
                "Le message", ("objet", "echeance", "message"), intro="Chaque structure reçoit le sien, avec son lien."
            ),
            Bloc("À qui", tuple(f"courriel_{f.pk}" for f in fournisseurs), intro=aide),
        )

    @property
    def destinataires(self) -> dict[Fournisseur, str]:
        return {f: self.cleaned_data.get(f"courriel_{f.pk}") or "" for f in self.fournisseurs}


class ReponseForm(FormulaireDeFiche):
    """Ce que la structure répond, par son lien ou par la voix du facilitateur."""

    blocs = (
        Bloc("La réponse", ("reponse", "propose", "heures_par_mois")),
        Bloc("À savoir", ("observations", "fichier", "repondant")),
    )
    reponse = forms.ChoiceField(
        label="Ce projet vous intéresse-t-il\u202f?",
        widget=forms.RadioSelect,
        choices=[("oui", "Oui"), ("conditions", "Oui, sous conditions"), ("non", "Non")],
        error_messages={"required": "Choisissez une réponse."},
    )
    propose = forms.MultipleChoiceField(
        label="Ce qui est proposé", widget=forms.CheckboxSelectMultiple, choices=list(MODALITES.items()), required=False
    )
    heures_par_mois = ChampHeures(
        "Heures d'insertion par mois",
        required=False,
        minimum=0,
        maximum=100_000,
        exemple="150",
        aide="Ce que vous pourriez assurer, à peu près.",
    )
    observations = ChampTexteLong(
        "Conditions, remarques",
        required=False,
        max_length=4000,
        aide="Ni nom ni situation d'une personne en insertion.",
    )
    fichier = forms.FileField(
        label="Pièce jointe",
        required=False,
        help_text=f"{EN_MOTS}, {PIECE_MAX // 1_000_000}\u202fMo au plus.",
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
    )
    repondant = ChampTexte("Répondu par", required=False, max_length=200, aide="Nom, fonction, téléphone.")

    def clean_fichier(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data["fichier"]
        if fichier is None:
            return None
        try:
            verifier_la_taille(fichier.size or 0, PIECE_MAX)
            fichier.name = verifier(fichier.name or "", fichier.read(), taille_max=PIECE_MAX).nom
        except RefusMetier as refus:
            raise ValidationError(refus.message) from refus
        fichier.seek(0)
        return fichier

    def clean(self) -> dict[str, Any] | None:
        propres = super().clean()
        if self.cleaned_data.get("reponse") == Sollicitation.Reponse.CONDITIONS and not self.cleaned_data.get(
            "observations"
        ):
            self.add_error("observations", "Dites lesquelles.")
        return propres

    @property
    def offre(self) -> Offre:
        lu = self.cleaned_data
        fichier: UploadedFile | None = lu["fichier"]
        return Offre(
            lu["reponse"],
            lu["propose"],
            lu["heures_par_mois"],
            lu["observations"],
            lu["repondant"],
            (str(fichier.name), fichier.read()) if fichier is not None else None,
        )
