"""Les services que l'on peut réserver à l'économie sociale et solidaire : ceux de l'article 77 de la directive."""

from dataclasses import dataclass
from datetime import date

from regles.references import DIRECTIVE_77
from regles.socle import Reference

# La liste est celle de la directive ; l'avis annexé au code de la commande publique la reprend (à relire).
VERIFIEE_LE = date(2026, 11, 22)
REFERENCE: Reference = DIRECTIVE_77
# Codes CPV à huit chiffres, la clé de contrôle laissée de côté ; deux bornes quand le texte dit « de … à … ».
SERVICES_ESS: tuple[tuple[str, str, str], ...] = (
    ("75121000", "", "services administratifs de l'enseignement"),
    ("75122000", "", "services administratifs de la santé"),
    ("75123000", "", "services administratifs du logement"),
    ("79622000", "", "mise à disposition de personnel d'aide à domicile"),
    ("79624000", "", "mise à disposition de personnel infirmier"),
    ("79625000", "", "mise à disposition de personnel médical"),
    ("80110000", "", "enseignement préscolaire"),
    ("80300000", "", "enseignement supérieur"),
    ("80420000", "", "formation en ligne"),
    ("80430000", "", "enseignement universitaire pour adultes"),
    ("80511000", "", "formation du personnel"),
    ("80520000", "", "installations de formation"),
    ("80590000", "", "tutorat"),
    ("85000000", "85323000", "santé et services sociaux"),
    ("92500000", "", "bibliothèques, archives, musées et autres services culturels"),
    ("92600000", "", "services sportifs"),
    ("98133000", "", "organisations associatives"),
    ("98133110", "", "associations de jeunesse"),
)


@dataclass(frozen=True)
class ServiceListe:
    """Où tombe un code CPV. `est_exact` : la liste nomme ce code ; sinon elle nomme celui dont il est un détail."""

    libelle: str
    est_exact: bool


def chiffres_du_cpv(cpv: str) -> str:
    """« 85311000-2 » donne « 85311000 » ; moins de huit chiffres se complètent de zéros ; « » si ce n'en est pas un."""
    nu = cpv.strip().split("-")[0].replace(" ", "")
    return nu.ljust(8, "0") if nu.isdigit() and 2 <= len(nu) <= 8 else ""


def service_reservable(cpv: str) -> ServiceListe | None:
    """Le service de la liste où tombe ce code, ou `None`."""
    code = chiffres_du_cpv(cpv)
    if not code:
        return None
    for debut, fin, libelle in SERVICES_ESS:
        if debut <= code <= (fin or debut):
            return ServiceListe(libelle, True)
    for debut, fin, libelle in SERVICES_ESS:
        if not fin and code.startswith(debut.rstrip("0")):
            return ServiceListe(libelle, False)
    return None
