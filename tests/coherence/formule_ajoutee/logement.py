"""Heures par logement livré : des heures pour chaque logement remis, les logements livrés étant notés sur la clause."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from regles.formules.contrat import DecisionHeuresDues, FaitsEngagement, Formule
from regles.formules.termes import Nature, terme
from regles.socle import LigneDeCalcul
from regles.typographie import accorder, heures


@dataclass(frozen=True, kw_only=True)
class HeuresParLogement(Formule):
    code = "logement"
    rang = 60
    nom = "Heures par logement livré"
    en_bref = "des heures par logement livré"
    intro = "Notez les logements livrés par une nouvelle version de la clause, à chaque remise de clés."
    synonymes = ("par logement", "heures par logement livré")
    precisions = ("Un logement est livré le jour où ses clés sont remises au maître d'ouvrage.",)
    conseils = ("Dites qui constate la livraison : c'est elle qui fait devoir les heures.",)

    heures_par_logement: Decimal = terme("heures par logement", Nature.HEURES, exemple="35")
    logements_prevus: int | None = terme(
        "logements prévus", Nature.ENTIER, obligatoire=False, exemple="48", aide="L'engagement s'estime d'après eux."
    )
    logements_livres: int = terme("logements livrés", Nature.ENTIER, obligatoire=False, defaut=0)

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [f"{accorder(self.heures_par_logement, 'heure')} d'insertion par logement livré."]

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        return self.decider(self._pour(self.logements_livres), [self._ligne("Logements livrés", self.logements_livres)])

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Les logements livrés, et ceux qui restent à livrer tant qu'on en prévoit davantage."""
        lignes = [self._ligne("Logements livrés", self.logements_livres)]
        reste = max(0, (self.logements_prevus or 0) - self.logements_livres)
        if reste:
            lignes.append(self._ligne("Logements à livrer", reste))
        return self.decider(self._pour(self.logements_livres), lignes, prevu=self._pour(reste))

    def _pour(self, logements: int) -> Decimal:
        return self.heures_par_logement * logements

    def _ligne(self, libelle: str, logements: int) -> LigneDeCalcul:
        return LigneDeCalcul(libelle, f"{logements} × {heures(self.heures_par_logement)}", self._pour(logements))
