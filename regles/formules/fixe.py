"""Volume fixe : un nombre d'heures pour tout le marché."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from regles.formules.contrat import ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, VolumeDit
from regles.formules.echeance import est_fini, fin_de_l_execution, pas_encore, quand
from regles.formules.termes import Nature, terme
from regles.socle import LigneDeCalcul
from regles.typographie import INSECABLE, accorder


@dataclass(frozen=True, kw_only=True)
class Fixe(Formule):
    code = "fixe"
    rang = 10
    nom = "Volume fixe d'heures"
    en_bref = "un volume fixe"
    synonymes = ("volume fixe", "forfait", "forfaitaire", "heures fixes", "volume", "global", "nombre fixe")
    ecrit_un_volume = True
    se_lit = True
    au_calibrage = ()

    heures: Decimal = terme(
        "volume d'heures",
        Nature.HEURES,
        exemple="1\u202f240",
        sens="Volume de la formule fixe.",
        synonymes=("volume", "volume horaire", "nombre d'heures"),
    )

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [f"{accorder(self.heures, 'heure')} d'insertion pour toute la durée du marché."]

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        return self.decider(self.heures, [LigneDeCalcul("Volume fixé par le marché", "", self.heures)])

    acquis = engagement

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """À la fin de l'exécution ; avant, le marché court et personne ne doit rien."""
        if est_fini(faits, jour):
            return self.engagement(faits, jour)
        fin = quand(fin_de_l_execution(faits, jour))
        return pas_encore(
            f"Le volume d'insertion est dû à la fin de l'exécution, {fin}{INSECABLE}: rien ne l'est avant."
        )

    def volume_d_avance(self, faits: FaitsEngagement) -> Decimal:
        return self.heures

    def volumes_dits(self, faits: FaitsEngagement) -> tuple[VolumeDit, ...]:
        return (VolumeDit(self.heures),)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        return FaitsEngagement(clause=cls(heures=choix.volume))
