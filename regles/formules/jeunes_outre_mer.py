"""Part des heures confiée à des jeunes domiciliés outre-mer (L2691-1) : la part est un terme, l'âge et le domicile ceux
de l'article."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from regles.formules.contrat import DecisionHeuresDues
from regles.formules.pourcentage import Pourcentage
from regles.formules.termes import pour_cent
from regles.parametres import AGE_JEUNE_OUTRE_MER, PART_JEUNES_OUTRE_MER
from regles.references import CCP_L2691_1, CCP_R2691_1, CONVENTION_MARCHE
from regles.socle import LigneDeCalcul
from regles.typographie import nombre

AGE = nombre(AGE_JEUNE_OUTRE_MER.au(date.max))
MINIMUM = PART_JEUNES_OUTRE_MER.au(date.max)


@dataclass(frozen=True, kw_only=True)
class JeunesOutreMer(Pourcentage):
    code = "jeunes_outre_mer"
    rang = 45
    nom = "Part des heures à des jeunes domiciliés outre-mer"
    en_bref = "une part des heures à des jeunes domiciliés outre-mer"
    intro = (
        f"Article L2691-1\u00a0: {pour_cent(MINIMUM)} au moins des heures, à des jeunes de moins de {AGE}\u00a0ans "
        "domiciliés dans la collectivité d'outre-mer où le marché s'exécute."
    )
    synonymes = ("part des heures des jeunes domiciliés", "jeunes domiciliés", "l2691-1")
    se_lit = True
    au_calibrage = None
    exemples_de_saisie = {"taux": nombre(MINIMUM)}
    precisions = (
        "Pour l'appliquer, le titulaire déclare à chaque transmission toutes les heures travaillées pour l'exécution, "
        f"et justifie l'âge (moins de {AGE} ans) et le domicile de chaque jeune.",
    )
    conseils = ("L'âge et le domicile sont ceux de l'article L2691-1 : le marché les écrit, il ne les change pas.",)

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [
            f"{pour_cent(self.taux)} des heures nécessaires à l'exécution du marché, en heures d'insertion de jeunes "
            f"de moins de {AGE} ans domiciliés dans la collectivité d'outre-mer où il s'exécute.",
        ]

    def decider(self, reel: Decimal, lignes: list[LigneDeCalcul], **options: Any) -> DecisionHeuresDues:
        textes = (CCP_L2691_1, CCP_R2691_1, CONVENTION_MARCHE)
        decision = super().decider(reel, lignes, **{**options, "references": textes})
        if self.taux >= MINIMUM:
            return decision
        avis = f"La part écrite est de {pour_cent(self.taux)}, et l'article R2691-1 en veut {pour_cent(MINIMUM)}."
        return replace(decision, avertissements=(*decision.avertissements, avis))

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        return False
