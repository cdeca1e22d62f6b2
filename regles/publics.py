"""Les publics de la clause : critères, pièces admises, validité. Le marché choisit sa liste.

Union des listes rencontrées (CCAG 2021, CCAP de l'État, usages locaux) ; chacune est celle de son texte (`LISTES`), et
un public dit de lesquelles il est, quel que soit le texte qui le définit. Les validités de pièces sont celles de l'IAE,
par analogie : elles n'obligent pas la clause, le marché peut les changer.
"""

from dataclasses import dataclass
from datetime import date

from regles.references import (
    ARRETE_IAE_2025,
    CCAG_20_1_1,
    CCP_L2691_1,
    CONVENTION_DINUM,
    CONVENTION_MARCHE,
    DOCTRINE_AVE,
    TRAVAIL_L5132_4,
    TRAVAIL_L5212_13,
)
from regles.socle import Reference

PIECES = {
    "attestation_caf_msa": "attestation de la CAF ou de la MSA",
    "attestation_france_travail": "attestation ou avis de situation de France Travail",
    "piece_identite": "pièce d'identité",
    "rqth": "notification de la MDPH (RQTH ou équivalent)",
    "titre_pension": "titre de pension d'invalidité",
    "attestation_prescripteur": "attestation du prescripteur (mission locale, PLIE, Cap emploi…)",
    "diplome": "diplôme ou attestation de niveau",
    "attestation_honneur": "attestation sur l'honneur",
    "justificatif_domicile": "justificatif de domicile",
    "titre_sejour": "titre de séjour",
    "attestation_structure": "attestation de la structure (SIAE, GEIQ, EA, ESAT, EPIDE, E2C…)",
    "pass_iae": "PASS IAE",
    "document_judiciaire": "billet de sortie ou décision du juge de l'application des peines",
    "attestation_ase": "attestation de l'aide sociale à l'enfance",
    "evaluation_linguistique": "évaluation linguistique",
    "avis_motive": "avis motivé du facilitateur ou du service public de l'emploi",
}


@dataclass(frozen=True)
class Critere:
    """Un public. `validite_mois` : ancienneté maximale de la pièce à l'entrée ; `None`, sans limite. `renomme` : le
    jour depuis lequel il porte un autre libellé, et lequel."""

    code: str
    libelle: str
    pieces: tuple[str, ...]
    validite_mois: int | None
    reference: Reference
    condition: str = ""
    aussi: tuple[str, ...] = ()
    renomme: tuple[date, str] | None = None

    @property
    def certitude(self) -> str:
        return self.reference.certitude

    @property
    def listes(self) -> tuple[str, ...]:
        """Les codes des listes où il est."""
        return tuple(liste.code for liste in LISTES.values() if self.code in liste.publics)

    def libelle_au(self, jour: date) -> str:
        """Son libellé à cette date : les dispositifs changent de nom."""
        return self.renomme[1] if self.renomme and jour >= self.renomme[0] else self.libelle


@dataclass(frozen=True)
class Liste:
    """Les publics qu'énumère un texte, dans son ordre."""

    code: str
    nom: str
    depuis: date
    reference: Reference
    publics: tuple[str, ...]


FT, CAF, PRESC, STRUCT = (
    "attestation_france_travail",
    "attestation_caf_msa",
    "attestation_prescripteur",
    "attestation_structure",
)
_LISTE = (
    Critere(
        "deld", "Demandeur d'emploi de longue durée (12 mois)", (FT, PRESC), 3, CCAG_20_1_1, "inscription",
        aussi=("demandeur d'emploi de longue durée", "longue durée", "chômeur de longue durée"),
    ),
    Critere(
        "detld", "Demandeur d'emploi de très longue durée (24 mois)", (FT,), 3, ARRETE_IAE_2025, "tres_longue",
        aussi=("très longue durée",),
    ),
    Critere(
        "rsa", "Bénéficiaire du RSA en recherche d'emploi, ou ayant droit", (CAF,), 3, CCAG_20_1_1,
        aussi=("brsa", "bénéficiaire du rsa", "allocataire du rsa"),
    ),
    Critere("ass", "Allocataire de l'allocation de solidarité spécifique (ASS)", (FT,), 3, CCAG_20_1_1),
    Critere("aah", "Allocataire de l'allocation aux adultes handicapés (AAH)", (CAF,), 3, CCAG_20_1_1),
    Critere("allocation_insertion", "Allocataire de l'allocation d'insertion", (FT,), 3, DOCTRINE_AVE),
    Critere(
        "allocation_veuvage", "Allocataire de l'allocation veuvage", (CAF, "titre_pension"), 3, CCAG_20_1_1
    ),
    Critere("invalidite", "Titulaire d'une pension d'invalidité", ("titre_pension",), None, CCAG_20_1_1),
    Critere(
        "boeth", "Bénéficiaire de l'obligation d'emploi (RQTH…)", ("rqth", STRUCT), None, TRAVAIL_L5212_13,
        aussi=("rqth", "travailleur handicapé", "handicap", "bénéficiaire de l'obligation d'emploi"),
    ),
    Critere(
        "jeune", "Jeune de moins de 26 ans en recherche d'emploi", ("piece_identite",), None, CCAG_20_1_1,
        "moins_de_26", aussi=("moins de 26 ans", "jeune de moins de 26 ans"),
    ),
    Critere(
        "jeune_sans_qualification",
        "Jeune de moins de 26 ans sans qualification, hors école depuis six mois",
        ("piece_identite", "diplome", "attestation_honneur", PRESC),
        None,
        CONVENTION_DINUM,
        "moins_de_26",
    ),
    Critere(
        "jeune_outre_mer", "Jeune de moins de 25 ans domicilié dans la collectivité d'outre-mer du marché",
        ("justificatif_domicile",), 6, CCP_L2691_1, "moins_de_25",
    ),
    Critere(
        "jeune_suivi", "Jeune en suivi renforcé (PACEA, CEJ, SMA, SMV)", (PRESC, STRUCT), 3, CCAG_20_1_1,
        renomme=(date(2027, 1, 1), "Jeune en suivi renforcé (contrat d'engagement, SMA, SMV)"),
    ),
    Critere(
        "senior", "Demandeur d'emploi de plus de 50 ans", ("piece_identite",), None, CCAG_20_1_1, "plus_de_50",
        aussi=("plus de 50 ans", "seniors"),
    ),
    Critere("niveau_3", "Niveau 3 (CAP, BEP) ou inférieur", ("diplome", "attestation_honneur"), 3, ARRETE_IAE_2025),
    Critere(
        "qpv", "Habitant d'un quartier prioritaire éloigné de l'emploi", ("justificatif_domicile",), 6, CCAG_20_1_1,
        aussi=("quartier prioritaire", "habitant qpv", "habitant d'un qpv"),
    ),
    Critere("zfrr", "Habitant d'une zone de revitalisation (ZFRR)", ("justificatif_domicile",), 6, ARRETE_IAE_2025),
    Critere(
        "refugie", "Réfugié, ou bénéficiaire d'une protection subsidiaire ou temporaire", ("titre_sejour",), None,
        CCAG_20_1_1, aussi=("réfugié", "protection subsidiaire"),
    ),
    Critere(
        "iae", "Personne en parcours dans une SIAE", ("pass_iae", STRUCT), None, TRAVAIL_L5132_4,
        aussi=("siae", "insertion par l'activité économique"),
    ),
    Critere("geiq", "Personne en parcours dans un GEIQ ou équivalent", (STRUCT,), None, CCAG_20_1_1),
    Critere("secteur_adapte", "Salarié d'EA ou d'EATT, usager d'ESAT", (STRUCT, "rqth"), None, CCAG_20_1_1),
    Critere("regie", "Salarié d'une régie de quartier ou de territoire", (STRUCT,), None, CCAG_20_1_1),
    Critere("epide_e2c", "Stagiaire ou sortant de l'EPIDE ou d'une E2C", (STRUCT, PRESC), 6, CCAG_20_1_1),
    Critere("ppsmj", "Personne placée sous main de justice", ("document_judiciaire", STRUCT), 6, CONVENTION_DINUM),
    Critere("sortant_ase", "Sortant de l'aide sociale à l'enfance", ("attestation_ase",), 12, ARRETE_IAE_2025),
    Critere("parent_isole", "Parent isolé", (CAF,), 3, ARRETE_IAE_2025),
    Critere("sans_hebergement", "Personne sans hébergement ou hébergée", (PRESC,), 3, ARRETE_IAE_2025),
    Critere("fle", "Maîtrise du français inférieure à A1", ("evaluation_linguistique",), 6, ARRETE_IAE_2025),
    Critere("mobilite", "Problème de mobilité", (PRESC,), 6, ARRETE_IAE_2025),
    Critere("plie", "Participant d'un PLIE", (PRESC,), 3, DOCTRINE_AVE),
    Critere("autre", "Autre, sur avis motivé", ("avis_motive",), None, CONVENTION_MARCHE, aussi=("avis motivé",)),
)  # fmt: skip  # un public par entrée, dans l'ordre des champs

CRITERES = {critere.code: critere for critere in _LISTE}
LISTES = {
    liste.code: liste
    for liste in (
        # Art. 20.1.1.1 (Travaux) ou 16.1.1.1 : accompagnés par une structure ; puis 20.1.1.2 ou 16.1.1.2.
        Liste("ccag_2021", "CCAG 2021", date(2021, 4, 1), CCAG_20_1_1, (
            "secteur_adapte", "iae", "regie", "epide_e2c", "geiq",
            "deld", "rsa", "boeth", "ass", "aah", "allocation_insertion", "allocation_veuvage", "invalidite",
            "jeune", "jeune_sans_qualification", "senior", "jeune_suivi", "qpv", "refugie", "autre",
        )),
        Liste("iae_2025", "Critères de l'IAE", date(2025, 9, 4), ARRETE_IAE_2025, (
            "rsa", "ass", "aah", "detld", "niveau_3", "senior", "jeune", "sortant_ase", "deld", "boeth", "parent_isole",
            "sans_hebergement", "refugie", "qpv", "zfrr", "ppsmj", "fle", "mobilite",
        )),
        Liste("dinum_2021", "CCAP de la DINUM", date(2021, 1, 1), CONVENTION_DINUM, (
            "deld", "senior", "rsa", "aah", "ass", "allocation_veuvage", "invalidite", "boeth",
            "jeune_sans_qualification", "jeune_suivi", "epide_e2c", "iae", "regie", "geiq", "ppsmj", "refugie", "qpv",
            "autre",
        )),
        Liste("outre_mer", "Article L2691-1", date(2019, 4, 1), CCP_L2691_1, ("jeune_outre_mer",)),
    )
}  # fmt: skip  # une liste par entrée, dans l'ordre du texte
# Dans l'ordre des publics, celui des écrans.
PUBLICS_DU_CCAG = tuple(code for code in CRITERES if code in LISTES["ccag_2021"].publics)
PUBLICS: dict[str, str] = {code: critere.libelle for code, critere in CRITERES.items()}

# Comment un cas les nomme : le code, le libellé, ou l'usage.
NOMS_DES_CRITERES = {code: (critere.libelle, *critere.aussi) for code, critere in CRITERES.items()}
AUTRES_PIECES = {
    "attestation_caf_msa": ("attestation caf", "attestation msa", "caf", "msa"),
    "attestation_france_travail": (
        "attestation pôle emploi",
        "avis de situation",
        "avis de situation france travail",
        "france travail",
        "attestation de france travail",
    ),
    "piece_identite": ("carte d'identité", "cni", "passeport"),
    "rqth": ("notification rqth", "notification mdph"),
    "avis_motive": ("avis du facilitateur",),
    "attestation_prescripteur": ("attestation de la mission locale", "mission locale"),
    "justificatif_domicile": ("quittance de loyer", "facture d'électricité"),
}
NOMS_DES_PIECES = {code: (libelle, *AUTRES_PIECES.get(code, ())) for code, libelle in PIECES.items()}
