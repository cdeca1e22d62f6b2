"""Des lectures faites à la main : chaque fait cite un passage qui existe dans le texte."""

from decimal import Decimal
from typing import Any

from lecteur.controle import ClauseAttendue, ContactAttendu
from lecteur.controle.examen import Examen
from lecteur.extraction import constats
from lecteur.extraction.constats import Lecture, Passage, Texte
from regles.engagement import FaitsEngagement, Reconduction, Tranche
from regles.formules import famille, tous_les_termes

ARTICLE = (
    "Article 12 — Clause sociale d'insertion\n"
    "Le titulaire réserve 1 000 heures de travail à des personnes éloignées de l'emploi, demandeurs d'emploi de longue "
    "durée ou bénéficiaires du RSA, par embauche directe.\n"
    "Les justificatifs sont remis chaque mois, avant le 15.\n"
    "Pénalités : 60 € par heure non réalisée, 100 € par absence, 100 € par transmission manquante.\n"
    "Contact : Anne Durand, facilitatrice, anne.durand@exemple.test."
)


class Fabrique:
    """Pose des faits sur un texte, chacun à l'extrait qu'il cite."""

    def __init__(self, texte: str = ARTICLE) -> None:
        self.texte = Texte.depuis(texte)

    def ou(self, extrait: str) -> Passage:
        for p in self.texte.paragraphes:
            if (debut := p.texte.find(extrait)) >= 0:
                return Passage(extrait, debut, debut + len(extrait), p.page, p.numero)
        raise AssertionError(f"« {extrait} » n'est pas dans le texte.")

    def fait(self, genre: str, extrait: str, **champs: Any) -> Any:
        return getattr(constats, genre)(passage=self.ou(extrait), **champs)

    def volume(self, extrait: str, heures: int, **champs: Any) -> constats.Volume:
        champs = {"quantite": Decimal(heures), "unite": "heure", "portee": "marche", **champs}
        return self.fait("Volume", extrait, heures=Decimal(heures), **champs)


def lecture(f: Fabrique | None = None, **autres: Any) -> Lecture:
    """Tout ce que dit ARTICLE ; `autres` remplace des champs."""
    f = f or Fabrique()
    champs: dict[str, Any] = {
        "parle_d_insertion": True,
        "passages": (f.ou("Clause sociale d'insertion"),),
        "volumes": (f.volume("1 000 heures", 1000),),
        "formules": (f.fait("FormuleLue", "1 000 heures", kind="fixe", heures=Decimal(1000)),),
        "publics": (
            f.fait("PublicLu", "demandeurs d'emploi de longue durée", code="deld"),
            f.fait("PublicLu", "bénéficiaires du RSA", code="rsa"),
        ),
        "penalites": (
            f.fait("PenaliteLue", "60 € par heure", nature="heure", montant=Decimal(60)),
            f.fait("PenaliteLue", "100 € par absence", nature="absence", montant=Decimal(100)),
            f.fait("PenaliteLue", "100 € par transmission", nature="transmission", montant=Decimal(100)),
        ),
        "transmissions": (f.fait("Transmission", "chaque mois", periodicite_mois=1, jour=15),),
        "contacts": (
            f.fait("ContactLu", "Anne Durand", nom="Anne Durand", courriel="anne.durand@exemple.test", telephone=""),
        ),
        "modalites": (f.fait("ModaliteLue", "embauche directe", code="embauche_directe"),),
    }
    return Lecture(**{**champs, **autres})


def attendue(*, formule: str = "fixe", tranches: tuple[Tranche, ...] = (), **champs: Any) -> ClauseAttendue:
    """La clause que dit ARTICLE, pour un an reconductible trois fois ; les termes sont ceux de `formule`."""
    termes: dict[str, Any] = {"heures": Decimal(1000), "assiette_seuil": "commande", **champs}
    clause = famille(formule).depuis(termes)
    faits = FaitsEngagement(
        clause=clause, duree_initiale_mois=12, reconductions=(Reconduction(duree_mois=12),) * 3, tranches=tranches
    )
    base: dict[str, Any] = {
        "lot": "1",
        "faits": faits,
        "penalite_heure": Decimal(60),
        "penalite_absence": Decimal(100),
        "penalite_transmission": Decimal(100),
        "publics": ("deld", "rsa"),
        "contacts": (ContactAttendu("Anne Durand", "anne.durand@exemple.test"),),
        "ccag": "travaux",
        "phrases": {s: f"Ce qu'il faut écrire : {s}." for s in SUJETS},
    }
    return ClauseAttendue(**{**base, **{nom: v for nom, v in champs.items() if nom not in tous_les_termes()}})


SUJETS = (
    "clause",
    "heures",
    "publics",
    "penalites",
    "transmissions",
    "facilitateur",
    "modalites",
    "reservation",
    "critere",
)


def examen(
    lu: Lecture | None = None, texte: Texte | None = None, nature: str = "ccap", clause: ClauseAttendue | None = None
) -> Examen:
    return Examen(lu or lecture(), texte or Fabrique().texte, nature, clause or attendue())
