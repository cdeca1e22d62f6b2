"""Le formulaire de la clause : dans l'ordre de la conversation, tous les blocs visibles sans JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampEntier,
    ChampHeures,
    ChampMontant,
    ChampPourcent,
    ChampTexteLong,
)
from clauses.fond.socle.valeurs import en_nombre
from clauses.suivi.marches.forms.champs import FormulaireDuMetier
from clauses.suivi.marches.forms.operations import equipe
from clauses.suivi.marches.lecture_de_clause import CHAMPS_DE_LA_FORMULE, FACULTATIFS, PUBLICS_DU_CCAG
from clauses.suivi.marches.models import Clause
from regles import parametres
from regles.engagement import clause_ugap
from regles.publics import CRITERES

Formule = Clause.Formule
ORIGINE = parametres.ORIGINE
AVEC_CRITERE = (Clause.Instrument.CRITERE, Clause.Instrument.CONDITION_CRITERE)


@dataclass(frozen=True)
class BlocDeClause:
    """Un bloc prêt à montrer ; `formule` : il ne sert qu'à celle-là, le script masque les autres."""

    titre: str
    intro: str
    champs: tuple[BoundField, ...]
    formule: str = ""


def _publics(du_ccag: bool) -> list[tuple[str, str]]:
    return [(c.code, c.libelle) for c in CRITERES.values() if (c.code in PUBLICS_DU_CCAG) == du_ccag]


def modele_ugap() -> dict[str, str]:
    """Les champs de la clause type UGAP, écrits comme on les tape."""
    ugap = clause_ugap()
    return {
        "formule": str(Formule.FACTURATION),
        "heures_par_tranche": en_nombre(ugap.heures_par_tranche),
        "montant_tranche_ht": en_nombre(ugap.montant_tranche_ht),
        "seuil_ht": en_nombre(ugap.seuil_ht),
        "lecture_tranches": str(ugap.lecture_tranches),
        "lecture_seuil": str(ugap.lecture_seuil),
        "assiette_seuil": str(ugap.assiette_seuil),
    }


class ClauseForm(FormulaireDuMetier):
    blocs: Sequence[Bloc] = (
        Bloc("Ce que dit le marché", ("instrument", "ponderation_critere", "article")),
        Bloc("Combien d'heures", ("formule",), intro="Choisissez d'abord la formule, puis remplissez son bloc."),
        Bloc("Volume fixe", ("heures",)),
        Bloc("Heures par tranche du marché", (),
             intro="Chaque tranche a ses heures\u00a0: elles se saisissent ensuite, sur la fiche du lot."),
        Bloc("Heures par an", ("heures_par_an",), intro="Seules les reconductions faites engagent leurs heures."),
        Bloc("Part des heures travaillées", ("taux", "heures_travaillees_prevues")),
        Bloc("Heures par tranche de facturation",
             ("heures_par_tranche", "montant_tranche_ht", "seuil_ht",
              "lecture_tranches", "lecture_seuil", "assiette_seuil"),
             intro="Trois choix changent le résultat\u00a0: lisez-les dans le marché, la fiche les écrira en mots."),
        Bloc("Qui peut travailler au titre de la clause", ("toute_la_liste", "publics_ccag", "publics_autres")),
        Bloc("Les transmissions", ("facilitateur", "periodicite", "jour_echeance")),
        Bloc("Ce que coûte un manquement", ("penalite_heure", "penalite_absence", "penalite_transmission"),
             intro="Le tarif du marché\u202f; laissez vide ce qu'il ne prévoit pas."),
        Bloc("Ce qui compte, et combien de temps",
             ("duree_max_mois", "duree_max_cdi_mois", "compte_formation", "compte_accompagnement")),
    )  # fmt: skip
    use_required_attribute = False
    _A_REMPLIR = (
        *(nom for noms in CHAMPS_DE_LA_FORMULE.values() for nom in noms if nom not in FACULTATIFS),
        "publics_ccag", "publics_autres", "exemple_commande", "exemple_facture",
    )  # fmt: skip
    _FORMULE_DU_BLOC = {
        "Volume fixe": Formule.FIXE,
        "Heures par tranche du marché": Formule.TRANCHES,
        "Heures par an": Formule.ANNUELLE,
        "Part des heures travaillées": Formule.POURCENTAGE,
        "Heures par tranche de facturation": Formule.FACTURATION,
    }
    HORS_MODELE = frozenset(
        {"version", "toute_la_liste", "publics_ccag", "publics_autres", "exemple_commande", "exemple_facture",
         "nature_changement", "motif"}
    )  # fmt: skip

    instrument = forms.ChoiceField(label="Instrument", choices=Clause.Instrument.choices)
    ponderation_critere = ChampPourcent(
        "Poids du critère d'insertion (%)", required=False, exemple="10", maximum=100,
        aide="Pour un critère d'attribution seulement\u00a0: sa part de la note finale.",
    )  # fmt: skip
    article = ChampTexteLong("Texte de la clause", required=False, aide="L'article du marché, si vous l'avez.")
    formule = forms.ChoiceField(
        label="Formule",
        choices=Formule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la formule de la clause."},
    )
    heures = ChampHeures("Volume d'heures (h)", required=False, exemple="1\u202f240")
    heures_par_an = ChampHeures("Heures par an (h)", required=False, exemple="120")
    taux = ChampPourcent("Part des heures travaillées (%)", required=False, exemple="5", maximum=100)
    heures_travaillees_prevues = ChampHeures(
        "Heures travaillées prévues (h)", required=False, exemple="24\u202f000",
        aide="Par tout le personnel, sur toute la durée\u00a0: l'engagement s'estime d'après elles.",
    )  # fmt: skip
    heures_par_tranche = ChampHeures("Heures par tranche (h)", required=False, exemple="220")
    montant_tranche_ht = ChampMontant("Montant d'une tranche HT (€)", required=False, exemple="100\u202f000")
    seuil_ht = ChampMontant("Seuil de déclenchement HT (€)", required=False, exemple="100\u202f000",
                            aide="Vide ou zéro\u00a0: la clause joue dès le premier euro.")  # fmt: skip
    lecture_tranches = forms.ChoiceField(
        label="Une tranche entamée",
        choices=[("entieres", "ne compte pas\u00a0: tranches entières seulement"),
                 ("prorata", "compte au prorata du montant")],
        widget=forms.RadioSelect, required=False, initial="entieres",
    )  # fmt: skip
    lecture_seuil = forms.ChoiceField(
        label="Une fois le seuil atteint",
        choices=[("retroactif", "tout compte, depuis le premier euro (rétroactif)"),
                 ("franchise", "seul compte ce qui est au-delà du seuil (franchise)")],
        widget=forms.RadioSelect, required=False, initial="retroactif",
    )  # fmt: skip
    assiette_seuil = forms.ChoiceField(
        label="Le seuil se lit sur",
        choices=[("commande", "les montants commandés"), ("facture", "les montants facturés")],
        widget=forms.RadioSelect, required=False, initial="commande",
    )  # fmt: skip
    toute_la_liste = forms.BooleanField(label="Toute la liste du CCAG 2021", required=False)
    publics_ccag = forms.MultipleChoiceField(
        label="Liste du CCAG 2021", choices=_publics(True), widget=forms.CheckboxSelectMultiple, required=False
    )
    publics_autres = forms.MultipleChoiceField(
        label="Autres publics", choices=_publics(False), widget=forms.CheckboxSelectMultiple, required=False
    )
    facilitateur = forms.ModelChoiceField(
        label="Facilitateur ou facilitatrice", queryset=Utilisateur.objects.none(), required=False,
        empty_label="Celui de l'opération",
    )  # fmt: skip
    periodicite = forms.TypedChoiceField(
        label="L'entreprise transmet ses heures", choices=Clause.Periodicite.choices, coerce=int, initial=1
    )
    jour_echeance = ChampEntier("Jour limite, le mois suivant", minimum=1, maximum=28, initial=15)
    penalite_heure = ChampMontant("Par heure non faite (€)", required=False, exemple="60")
    penalite_absence = ChampMontant("Par absence à une réunion (€)", required=False, exemple="100")
    penalite_transmission = ChampMontant("Par transmission manquante (€)", required=False, exemple="100")
    duree_max_mois = ChampEntier("Durée comptée par personne (mois)", minimum=1, maximum=120,
                                 initial=int(parametres.DUREE_MAX_MOIS.au(ORIGINE)))  # fmt: skip
    duree_max_cdi_mois = ChampEntier("Durée comptée d'un CDI (mois)", minimum=1, maximum=120,
                                     initial=int(parametres.DUREE_MAX_CDI_MOIS.au(ORIGINE)),
                                     aide="Dans la durée restante du marché.")  # fmt: skip
    compte_formation = forms.BooleanField(
        label="La formation comprise dans le contrat compte", required=False, initial=True
    )
    compte_accompagnement = forms.BooleanField(label="L'accompagnement compte", required=False)
    exemple_commande = ChampMontant("Si l'on a commandé (€ HT)", required=False, initial=Decimal(350_000))
    exemple_facture = ChampMontant("et facturé (€ HT)", required=False, initial=Decimal(250_000))

    def __init__(self, *args: Any, acteur: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, acteur=acteur, **kwargs)
        self.fields["facilitateur"].queryset = equipe(acteur)  # type: ignore[attr-defined]

    @property
    def blocs_de_clause(self) -> list[BlocDeClause]:
        for nom in self._A_REMPLIR:  # demandés par leur formule : l'écran ne les dit pas facultatifs
            self.fields[nom].required = True
        return [
            BlocDeClause(b.titre, b.intro, tuple(self[nom] for nom in b.champs), self._FORMULE_DU_BLOC.get(b.titre, ""))
            for b in self.blocs
        ]

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        self._verifier_la_formule(propres)
        self._verifier_le_critere(propres)
        coches = {*propres.get("publics_ccag", ()), *propres.get("publics_autres", ())}
        if propres.get("toute_la_liste"):
            coches |= set(PUBLICS_DU_CCAG)
        propres["publics"] = [code for code in CRITERES if code in coches]
        if not coches and not {"publics_ccag", "publics_autres"} & self.errors.keys():
            self.add_error("publics_ccag", "Cochez au moins un public, ou toute la liste du CCAG.")
        return propres

    def _verifier_la_formule(self, propres: Mapping[str, Any]) -> None:
        for nom in CHAMPS_DE_LA_FORMULE.get(propres.get("formule", ""), ()):
            if nom not in FACULTATIFS and nom not in self.errors and not propres.get(nom):
                self.add_error(nom, "La formule choisie demande cette valeur, supérieure à zéro.")

    def _verifier_le_critere(self, propres: dict[str, Any]) -> None:
        """Un critère s'annonce avec son poids ; sans critère, il n'y a pas de poids."""
        if propres.get("instrument") not in AVEC_CRITERE:
            propres["ponderation_critere"] = None
        elif not propres.get("ponderation_critere") and "ponderation_critere" not in self.errors:
            self.add_error("ponderation_critere", "Dites le poids du critère dans la note finale, en pour cent.")

    def valeurs(self) -> dict[str, Any]:
        propres = super().valeurs()
        for nom in ("seuil_ht", "penalite_heure", "penalite_absence", "penalite_transmission"):
            propres[nom] = propres[nom] or Decimal(0)
        return propres

    def pour_l_exemple(self) -> Clause | None:
        """La clause telle que tapée, pour la montrer en mots ; `None` tant que sa formule est incomplète.

        Seules les erreurs de la formule sont gardées : on n'en est encore qu'à essayer.
        """
        self.full_clean()
        utiles = {"formule", "exemple_commande", "exemple_facture"}
        utiles |= set(CHAMPS_DE_LA_FORMULE.get(self.cleaned_data.get("formule", ""), ()))
        for nom in [nom for nom in self.errors if nom not in utiles]:
            del self.errors[nom]
        if self.errors:
            return None
        siens = CHAMPS_DE_LA_FORMULE[self.cleaned_data["formule"]]
        valeurs = {nom: self.cleaned_data[nom] for nom in siens if self.cleaned_data[nom] is not None}
        return Clause(formule=self.cleaned_data["formule"], **valeurs)


class ChangementDeClauseForm(ClauseForm):
    """La même, avec ce qu'est le changement, sa date et son motif : ils ouvrent la page."""

    blocs = (Bloc("Ce changement", ("nature_changement", "date_effet", "motif")), *ClauseForm.blocs)
    nature_changement = forms.ChoiceField(
        label="C'est", choices=[c for c in Clause.NatureChangement.choices if c[0] != "initiale"],
        widget=forms.RadioSelect,
    )  # fmt: skip
    date_effet = ChampDate("Depuis le", aide="La date d'effet du changement.")
    motif = ChampTexteLong("Pourquoi", lignes=2, exemple="Avenant n° 2\u00a0: prestations supplémentaires")
