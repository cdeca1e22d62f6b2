"""Les saisies de l'étude : ses réponses, l'instrument d'un lot."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clauses.avant.opportunite.forms.commun import ChampDocument, ChampOuiNon
from clauses.avant.opportunite.models.etude import CHOIX_DE_DEROGATION
from clauses.fond.socle.champs import Bloc, ChampEntier, ChampMontant, ChampPourcent, ChampTexteLong
from clauses.fond.socle.forms import FormulaireDeFiche


class EtudeForm(FormulaireDeFiche):
    """Les questions de l'étude, dans l'ordre de la conversation avec l'acheteur."""

    blocs: Sequence[Bloc] = (
        Bloc(
            "L'objet et les publics",
            ("lien_insertion", "lien_handicap", "lien_detention", "lien_precision"),
            intro="Condition, critère et réservation demandent un lien entre ce qui est acheté et le travail confié.",
        ),
        Bloc(
            "Ce qui change l'instrument",
            ("est_service_d_insertion", "sortant_reserve_ess", "montant_options_ht", "rayon_km"),
        ),
        Bloc(
            "Outre-mer",
            ("chomage_jeunes", "chomage_jeunes_national"),
            intro="L'article L2691-1 joue quand le premier taux fait une fois et demie le second.",
        ),
        Bloc(
            "Une dérogation",
            ("derogation", "derogation_motif", "document"),
            intro="Seulement si l'acheteur compte ne prévoir aucune condition sociale au-dessus du seuil européen.",
        ),
        Bloc("Pour mémoire", ("observation",)),
    )
    lien_insertion = ChampOuiNon(
        "Des personnes en insertion peuvent-elles travailler à l'objet du marché ?",
        aide="Sur le chantier, en atelier ou chez le prestataire.",
    )
    lien_handicap = ChampOuiNon("Et des personnes handicapées, en entreprise adaptée ou en ESAT ?")
    lien_detention = ChampOuiNon("Cela peut-il se produire dans un établissement pénitentiaire ?")
    lien_precision = ChampTexteLong(
        "Lesquelles de ces tâches ?", required=False, lignes=2, exemple="Nettoyage de fin de chantier, peinture"
    )
    est_service_d_insertion = ChampOuiNon(
        "Achète-t-on l'insertion elle-même ?",
        aide="Le parcours des personnes est l'objet ; le chantier ou l'atelier n'en est que le support.",
    )
    sortant_reserve_ess = ChampOuiNon(
        "Le titulaire sortant tient-il un marché réservé à l'économie sociale et solidaire de moins de trois ans ?"
    )
    montant_options_ht = ChampMontant(
        "Options non comprises dans le montant, HT (€)",
        required=False,
        aide="Elles comptent pour le seuil, avec tous les lots et les reconductions.",
    )
    rayon_km = ChampEntier("Rayon de recherche des structures (km)", minimum=1, maximum=200, exemple="30")
    chomage_jeunes = ChampPourcent(
        "Chômage des moins de 25 ans du territoire (%)", required=False, maximum=100, aide="Dernière année connue."
    )
    chomage_jeunes_national = ChampPourcent("Le même, pour le pays (%)", required=False, maximum=100)
    derogation = forms.ChoiceField(
        label="Dérogation avancée", required=False, choices=[("", "Aucune"), *CHOIX_DE_DEROGATION]
    )
    derogation_motif = ChampTexteLong(
        "Son motif", required=False, aide="En toutes lettres : pourquoi ce marché-ci. Il entrera au registre."
    )
    document = ChampDocument("Le document qui le prouve")
    observation = ChampTexteLong("Observation", required=False)

    def __init__(self, *args: Any, outre_mer: bool = True, **options: Any) -> None:
        """`outre_mer` : le marché s'exécute dans une collectivité de l'article L2691-1 ; sinon, rien n'en est "
        "demandé."""
        super().__init__(*args, **options)
        if not outre_mer:
            muets = next(bloc for bloc in self.blocs if bloc.titre == "Outre-mer")
            self.blocs = tuple(bloc for bloc in self.blocs if bloc is not muets)
            for nom in muets.champs:
                del self.fields[nom]

    def valeurs(self) -> dict[str, Any]:
        """Les champs du modèle, et `document`."""
        champs = super().valeurs()
        return {**champs, "montant_options_ht": champs["montant_options_ht"] or 0}


class ChoixForm(FormulaireDeFiche):
    """L'instrument d'un lot. `verdicts` : (code, libellé) de chacun, du plus au moins indiqué."""

    instrument = forms.ChoiceField(label="Instrument de ce lot", widget=forms.RadioSelect)
    motif = ChampTexteLong(
        "Pourquoi un autre que celui qui est conseillé ?", required=False, aide="Demandé seulement dans ce cas."
    )

    def __init__(self, *args: Any, verdicts: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["instrument"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = list(verdicts)
