"""Ce qui se remplit et s'engage : formulaire, confirmation, import, travail en cours."""

from typing import Any

from django import forms

from clauses.fond.socle.champs import (
    Bloc,
    ChampDate,
    ChampEntier,
    ChampHeures,
    ChampMois,
    ChampMontant,
    ChampPourcent,
    ChampSiret,
    ChampTexte,
    ChampTexteLong,
    FormulaireFr,
)
from clauses.fond.socle.composants import Confirmation, Progression
from clauses.fond.socle.imports.rapport import BilanImport, Verdict

INSTRUMENTS = (
    ("condition", "Condition d'exécution"),
    ("critere", "Condition et critère"),
    ("reserve", "Marché réservé"),
)


class LotExemple(FormulaireFr):
    """Tous les champs, en trois blocs."""

    blocs = (
        Bloc("Le lot", ("objet", "siret", "instrument"), intro="Ce que l'on achète, et à qui."),
        Bloc("Ses chiffres", ("montant", "part", "heures", "personnes")),
        Bloc("Ses dates", ("debut", "premier_mois", "sous_traite", "observations")),
    )
    objet = ChampTexte("Objet du lot", aide="Tel qu'il est écrit dans le marché.")
    siret = ChampSiret("SIRET de l'entreprise", aide="Quatorze chiffres, avec ou sans espaces.")
    instrument = forms.ChoiceField(label="Instrument", choices=INSTRUMENTS, widget=forms.RadioSelect)
    montant = ChampMontant("Montant HT (€)")
    part = ChampPourcent("Part d'insertion (%)")
    heures = ChampHeures("Heures dues (h)")
    personnes = ChampEntier("Personnes attendues", required=False)
    debut = ChampDate("Début", aide="Date de l'ordre de service.")
    premier_mois = ChampMois("Premier mois à déclarer")
    sous_traite = forms.BooleanField(label="Une partie est sous-traitée", required=False)
    observations = ChampTexteLong("Observations", required=False)


# Chaque saisie est fautive à sa façon ; le NIR est inventé, sa clé est juste.
FAUTES = {
    "objet": "Gros œuvre, 2 84 05 59 350 012 15",
    "siret": "1234567890123",
    "debut": "31/02/2026",
    "heures": "7h75",
}

VERDICTS = (
    Verdict(2, "cree", "Yacine B. · BTP Artois · 10/2026", url="#"),
    Verdict(3, "modifie", "Inès K. · Couleurs d'Escaut · 10/2026", "86\u202fh au lieu de 84\u202fh."),
    Verdict(4, "inchange", "Paul D. · Régie des Quartiers · 10/2026"),
    Verdict(
        5,
        "refuse",
        "Lina M. · BTP Artois",
        motif="octobre n'a que 744\u202fheures.",
        champ="Heures travaillées",
        valeur="1000",
        remede="Vérifier la saisie, puis renvoyer la ligne.",
    ),
)

REFUS = Confirmation(
    question="Refuser les 104 heures de Yacine B. en octobre\u202f?",
    verbe="Refuser les 104 heures",
    consequences=(
        "BTP Artois en sera prévenue, avec votre raison.",
        "Le retenu du lot 1 ne change pas. La décision peut être rouverte.",
    ),
    url_retour="#",
    aide_motif="Une phrase suffit.",
    erreur="Dites pourquoi\u00a0: l'entreprise le lira.",
    est_dangereuse=True,
)
VALIDATION = Confirmation(
    "Valider octobre pour BTP Artois\u202f?", "Valider les 6 lignes", url_retour="#", avec_motif=False
)


def contexte() -> dict[str, Any]:
    return {
        "formulaire_fautif": LotExemple(FAUTES),
        "formulaire_vide": LotExemple(auto_id="neuf_%s"),
        "conflit": [
            ("Heures dues", "480\u202fh", "512\u202fh", "Sabine Lerouge"),
            ("Objet", "", "Gros œuvre", "Marc Delval"),
        ],
        "demande": REFUS,
        "acte": VALIDATION,
        "apercu": BilanImport(
            "contrats-octobre.xlsx", {"cree": 1204, "modifie": 12, "inchange": 31, "refuse": 3}, VERDICTS, restants=1246
        ),
        "travail": Progression(31_204, 50_000, "lignes", "Lecture de contrats-octobre.xlsx"),
        "reproche": "Ce fichier est protégé par un mot de passe\u00a0: retirez-le dans le tableur, puis déposez-le de "
        "nouveau.",
        "travail_en_attente": Progression(0, 0, libelle="Bilan de l'opération"),
    }
