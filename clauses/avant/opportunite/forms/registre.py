"""Les saisies du registre : inscrire l'achat d'une fiche, inscrire un marché, filtrer."""

from typing import Any

from django import forms

from clauses.avant.opportunite.forms.commun import ChampDocument
from clauses.avant.opportunite.models.registre import RAISONS
from clauses.avant.projets.models import Projet
from clauses.fond.socle.champs import (
    Bloc,
    ChampAChoisir,
    ChampDate,
    ChampEntier,
    ChampMontant,
    ChampTexte,
    ChampTexteLong,
)
from clauses.fond.socle.forms import FormulaireDeFiche
from clauses.suivi.marches.forms.champs import ChampStructure, FormulaireDuMetier
from clauses.suivi.marches.models import Marche

_RAISON = Bloc(
    "La raison",
    ("raison", "motif", "document"),
    intro="Une dérogation se garde avec son motif et la pièce qui la prouve.",
)
_DECISION = Bloc("La décision", ("date_decision", "decide_par"))


class InscriptionProjetForm(FormulaireDeFiche):
    """La raison et la décision : le reste est sur la fiche projet."""

    blocs: tuple[Bloc, ...] = (_RAISON, _DECISION)
    raison = ChampAChoisir(label="Pourquoi pas de clause", choices=RAISONS)
    motif = ChampTexteLong("Motif", aide="En toutes lettres, tel qu'il sera relu dans un contrôle.")
    document = ChampDocument("Document")
    date_decision = ChampDate("Décidé le")
    decide_par = ChampTexte("Décidé par", max_length=200, exemple="La directrice de la commande publique")


class InscriptionForm(InscriptionProjetForm, FormulaireDuMetier):
    """Un marché qui n'a pas de fiche projet."""

    blocs = (
        Bloc(
            "Le marché",
            ("donneur_d_ordre", "objet", "nature_achat", "categorie_acheteur", "est_concession", "est_defense"),
        ),
        Bloc("Ce qui fait le seuil", ("montant_ht", "date_lancement", "duree_mois")),
        _RAISON,
        _DECISION,
    )
    donneur_d_ordre = ChampStructure("Donneur d'ordre")
    objet = ChampTexte("Objet", max_length=1000)
    nature_achat = ChampAChoisir(label="Nature d'achat", choices=Marche.NatureAchat.choices)
    categorie_acheteur = ChampAChoisir(label="Catégorie d'acheteur", choices=Projet.CategorieAcheteur.choices)
    est_concession = forms.BooleanField(label="C'est une concession", required=False)
    est_defense = forms.BooleanField(label="Marché de défense ou de sécurité", required=False)
    montant_ht = ChampMontant(
        "Montant estimé HT (€)", required=False, aide="Tous les lots, les reconductions et les options."
    )
    date_lancement = ChampDate("Lancement de la consultation", required=False)
    duree_mois = ChampEntier("Durée, reconductions comprises (mois)", required=False, minimum=0, maximum=600)
    HORS_MODELE = frozenset({"donneur_d_ordre", "document"})

    def __init__(self, *args: Any, acteur: Any, donneur_d_ordre: Any = None, **options: Any) -> None:
        super().__init__(*args, acteur=acteur, **options)
        if donneur_d_ordre is not None:
            del self.fields["donneur_d_ordre"]
            self.blocs = (Bloc("Le marché", self.blocs[0].champs[1:]), *self.blocs[1:])


class FiltreRegistre(forms.Form):
    """Les filtres du registre, gardés dans l'adresse."""

    q = forms.CharField(label="Objet ou motif", required=False)
    raison = forms.ChoiceField(label="Raison", required=False, choices=[("", "Toutes"), *RAISONS])
    annee = forms.IntegerField(label="Année de la décision", required=False, min_value=2019, max_value=2200)
    lignes = forms.ChoiceField(
        label="Inscriptions", required=False, choices=[("", "Au registre"), ("retirees", "Retirées")]
    )
