"""Le calibrage d'un projet : la phrase, le tableau des lots, le résumé que voit l'acheteur. Aucune requête."""

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.avant.calibrage.entrees import CHAMPS_DE_LA_METHODE, RETENU, SAISIE
from clauses.avant.calibrage.etude import Etude, LotCalibre
from clauses.avant.calibrage.presentation.commun import adresse_du_lot, en_personnes, mois, pastille_du_verdict
from clauses.avant.calibrage.tables import ValeurLue
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_heures, en_nombre
from regles.calibrage import lectures_du_volume
from regles.faisabilite import Niveau
from regles.socle import CERTITUDES
from regles.typographie import accorder, typographie


def phrase_du_projet(etude: Etude) -> str:
    """Ce qui est demandé en tout, ce qui coince, et quoi faire."""
    if not etude.lots:
        return "Cette fiche n'a encore aucun lot : décrivez-les d'abord, même s'il n'y en a qu'un."
    if not etude.calcules:
        return "Aucun lot ne se calcule encore : ouvrez-les pour donner ce qui manque."
    heures = etude.total.valeur if etude.total else Decimal(0)
    morceaux = [f"{en_heures(heures)} à demander en tout"]
    manquants = len(etude.lots) - len(etude.calcules)
    if manquants:
        morceaux.append(f"{accorder(manquants, 'lot')} à compléter")
    delicats = sum(1 for lot in etude.calcules if lot.verdict and lot.verdict.niveau > Niveau.FAISABLE)
    if delicats:
        morceaux.append(f"{accorder(delicats, 'lot')} à regarder")
    suite = f" Volumes retenus : {en_heures(etude.total_retenu)}." if etude.retenus else " Rien n'est encore retenu."
    if etude.a_revoir:
        suite += f" La fiche a changé depuis pour {accorder(len(etude.a_revoir), 'lot')} : à revoir."
    return typographie(f"{', '.join(morceaux)}.{suite}")


def tableau_des_lots(etude: Etude) -> Tableau:
    """Un lot par ligne : ce qui entre, ce qui sort, le verdict, ce qui est retenu."""
    total: dict[str, Any] = {}
    if etude.total is not None:
        total = {"heures": etude.total.valeur, "retenu": etude.total_retenu if etude.retenus else None}
    return Tableau(
        _COLONNES,
        etude.lots,
        legende="Le calibrage de chaque lot",
        url=lambda ligne: adresse_du_lot(ligne.lot),
        total=total or None,
        classe=lambda ligne: "ligne-alerte" if ligne.verdict and ligne.verdict.niveau == Niveau.IRREALISTE else "",
    )


def _avec_origine(ligne: LotCalibre, champ: str) -> SafeString | str:
    lue = ligne.entrees.lues.get(champ)
    if champ not in CHAMPS_DE_LA_METHODE[ligne.entrees.methode]:
        return "—"
    if lue is None:
        return format_html('<span class="absent">{}</span>', "manque")
    return format_html('{}<span class="origine">{}</span>', en_nombre(lue.valeur), _origine_courte(lue))


def a_completer(etude: Etude) -> list[str]:
    """Ce qui manque à chaque lot qui ne se calcule pas."""
    return [typographie(f"{lot.nom} : {lot.refus}") for lot in etude.lots if lot.decision is None]


def _origine_courte(lue: ValeurLue) -> str:
    if lue.est_a_valider:
        return A_VALIDER
    courte = _COURTES.get(lue.origine, lue.origine.split(" (")[0].split(",")[0])
    courte = "usage" if lue.certitude and not courte.startswith("votre table") else courte
    return f"{courte} [{lue.certitude}]" if lue.certitude else courte


def legende(etude: Etude) -> str:
    """Ce que veulent dire les mots et les lettres que le tableau montre, et ceux-là seulement."""
    lues = [
        lot.entrees.lues[champ]
        for lot in etude.lots
        for champ in ("part_main_oeuvre", "taux")
        if champ in CHAMPS_DE_LA_METHODE[lot.entrees.methode] and champ in lot.entrees.lues
    ]
    lettres = sorted({lue.certitude for lue in lues if lue.certitude})
    morceaux = [f"{lettre} : {CERTITUDES[lettre]}" for lettre in lettres]
    certitudes = f"Entre crochets, la certitude de la valeur d'usage. {' ; '.join(morceaux)}." if morceaux else ""
    a_valider = "« À valider » : un ordre de grandeur proposé, non une valeur publiée."
    return typographie(f"{certitudes} {a_valider if any(lue.est_a_valider for lue in lues) else ''}".strip())


A_VALIDER = "à valider [C]"
_COURTES = {SAISIE: "saisi", RETENU: "retenu"}


def _heures(ligne: LotCalibre) -> str:
    if ligne.decision is None:
        return "—"
    return "pas de clause" if ligne.decision.sans_clause else en_nombre(ligne.heures)


def _retenu(ligne: LotCalibre) -> SafeString | str:
    if ligne.est_classe_sans_clause:
        return "sans clause"
    if ligne.retenu is None:
        return "—"
    retenu = "sans clause" if ligne.retenu.est_sans_clause else en_nombre(ligne.retenu.heures_retenues)
    if not ligne.est_a_revoir:
        return retenu
    aide = "La fiche a changé depuis que ce volume a été retenu"
    return format_html('{} <span class="pastille pastille-attente" title="{}">à revoir</span>', retenu, aide)


_COLONNES = (
    Colonne("nom", "Lot", lire=lambda ligne: ligne.nom),
    Colonne("montant_ht", "Montant HT", "euros", lire=lambda ligne: ligne.entrees.valeur("montant_ht")),
    Colonne("duree", "Durée", lire=lambda ligne: mois(ligne.entrees.duree_mois)),
    Colonne("metier", "Métier", lire=lambda ligne: ligne.entrees.libelle_du_metier or "—"),
    Colonne(
        "part",
        "Main-d'œuvre",
        "pourcent",
        lire=lambda ligne: ligne.entrees.valeur("part_main_oeuvre"),
        montrer=lambda ligne: _avec_origine(ligne, "part_main_oeuvre"),
    ),
    Colonne(
        "taux",
        "Taux",
        "pourcent",
        lire=lambda ligne: ligne.entrees.valeur("taux"),
        montrer=lambda ligne: _avec_origine(ligne, "taux"),
    ),
    Colonne("heures", "Heures", "heures", lire=lambda ligne: ligne.heures, montrer=_heures),
    Colonne("jours", "Jours", "entier", lire=lambda ligne: ligne.lectures.jours if ligne.lectures else None),
    Colonne("personnes", "Personnes × mois", lire=en_personnes),
    Colonne(
        "verdict",
        "Verdict",
        lire=lambda ligne: ligne.verdict.verdict if ligne.verdict else "",
        montrer=lambda ligne: pastille_du_verdict(ligne.verdict),
    ),
    Colonne(
        "retenu", "Retenu", "heures", lire=lambda ligne: ligne.retenu and ligne.retenu.heures_retenues, montrer=_retenu
    ),
)


def resume(etude: Etude) -> dict[str, Any]:
    """Ce que voit l'acheteur : les volumes retenus et leurs lectures, rien de ce qui a servi à les trouver."""
    lignes = [
        {
            "nom": lot.nom,
            "heures": Decimal(0) if lot.est_classe_sans_clause else lot.retenu.heures_retenues,
            "lectures": lectures_du_volume(
                lot.retenu.heures_retenues, etude.decor.jour, duree_mois=lot.retenu.duree_mois
            ),
        }
        for lot in etude.lots
        if lot.retenu is not None
    ]
    attendus = [lot for lot in etude.lots if lot.retenu is None and not lot.est_classe_sans_clause]
    return {"lignes": lignes, "total": etude.total_retenu, "attendus": len(attendus)}
