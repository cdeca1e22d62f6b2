"""Des heures confiées à des jeunes domiciliés outre-mer (L2691-1) : où, à quelle condition, pour quelle part."""

from datetime import date
from decimal import Decimal

from regles.opportunite.avis import IMPOSSIBLE, OUTRE_MER, POSSIBLE, AvisInstrument
from regles.opportunite.faits import FaitsOpportunite
from regles.outre_mer import Territoire
from regles.parametres import AGE_JEUNE_OUTRE_MER, PART_JEUNES_OUTRE_MER, RAPPORT_CHOMAGE_OUTRE_MER
from regles.references import CCP_L2691_1, CCP_R2691_1
from regles.typographie import arrondir, nombre

AGE = int(AGE_JEUNE_OUTRE_MER.au(date.max))
PART = nombre(PART_JEUNES_OUTRE_MER.au(date.max))
TEXTES = (CCP_L2691_1, CCP_R2691_1)


def _refus(faits: FaitsOpportunite) -> str:
    """Ce qui ferme l'instrument, ou « »."""
    if faits.est_concession:
        return "l'article vise les marchés publics, et l'achat est une concession"
    if faits.est_prive:
        return "l'article vise les marchés publics, et l'acheteur est privé"
    rapport, voulu = _rapport(faits), RAPPORT_CHOMAGE_OUTRE_MER.au(date.max)
    if rapport is not None and rapport < voulu:
        return (
            f"le chômage des moins de {AGE} ans y est {nombre(arrondir(rapport))} fois celui du pays, et l'article en "
            f"demande {nombre(voulu)} au moins"
        )
    return ""


def _rapport(faits: FaitsOpportunite) -> Decimal | None:
    """Le chômage des jeunes du territoire, rapporté à celui du pays ; `None` s'il manque un taux."""
    if faits.chomage_jeunes is None or not faits.chomage_jeunes_national:
        return None
    return faits.chomage_jeunes / faits.chomage_jeunes_national


def jeunes_outre_mer(faits: FaitsOpportunite, territoire: Territoire) -> AvisInstrument:
    """La seule condition qui puisse se fonder sur le domicile : jeunes, part et territoire sont ceux de l'article."""
    if refus := _refus(faits):
        return AvisInstrument(OUTRE_MER, IMPOSSIBLE, (refus,), references=TEXTES)
    rapport = _rapport(faits)
    motif = (
        f"marché exécuté {territoire.dans} : {PART} % au moins des heures peuvent revenir à des jeunes de moins de "
        f"{AGE} ans qui y sont domiciliés"
    )
    besoins = [f"la part des heures ({PART} % au moins), l'âge et le domicile, écrits dans le marché"]
    if rapport is None:
        besoins.insert(
            0, f"les taux de chômage des moins de {AGE} ans, du territoire et du pays, dernière année connue"
        )
    else:
        motif += f" ; leur chômage est {nombre(arrondir(rapport))} fois celui du pays"
    attentions = [
        f"la limite d'âge est celle de l'article ({AGE} ans), et non celle du CCAG (26 ans)",
        "la part se compte sur toutes les heures nécessaires à l'exécution du marché",
    ]
    if faits.est_defense:
        attentions.append("défense ou sécurité : vérifier que l'article y est ouvert")
    return AvisInstrument(OUTRE_MER, POSSIBLE, (motif,), tuple(besoins), tuple(attentions), TEXTES, True)
