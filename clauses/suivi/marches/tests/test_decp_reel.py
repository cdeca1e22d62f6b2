"""Les fichiers publiés par de vrais producteurs, quand leur dossier est là (rien n'en est copié ici)."""

from pathlib import Path

import pytest

from clauses.fond.socle.lecture import FichierIllisible
from clauses.suivi.marches.decp import Avis, Refus, lire_decp

pytestmark = pytest.mark.donnees_reelles

SUFFIXES = {".json", ".xml", ".csv", ".zip", ".ods", ".xlsx"}


def fichiers(dossier: Path) -> list[Path]:
    return sorted(f for f in (dossier / "decp").rglob("*") if f.suffix in SUFFIXES)


def test_chaque_fichier_est_lu_ou_refuse_entier_avec_son_remede(donnees_reelles):
    lus: list[Path] = []
    illisibles: list[tuple[Path, FichierIllisible]] = []
    for fichier in fichiers(donnees_reelles):
        try:
            rangs = [(r.fichier, rang) for r in lire_decp(fichier) for rang in r.rangs]
        except FichierIllisible as erreur:
            illisibles.append((fichier, erreur))
            continue
        assert len(rangs) == len(set(rangs)), f"{fichier.name} : un enregistrement compté deux fois"
        lus.append(fichier)
    assert len(lus) >= 15
    assert len(illisibles) >= 5  # des schémas et des répertoires, qui ne sont pas des marchés
    for fichier, erreur in illisibles:
        assert fichier.name in str(erreur)
        assert erreur.remede


def test_des_milliers_de_marches_sont_lus_et_les_refus_expliques(donnees_reelles):
    avis: list[Avis] = []
    refus: list[Refus] = []
    for fichier in fichiers(donnees_reelles):
        if fichier.stat().st_size > 100_000:
            for resultat in lire_decp(fichier):
                (avis if isinstance(resultat, Avis) else refus).append(resultat)
    assert len(avis) > 15_000
    assert all(r.motif and r.remede and r.champ for r in refus)
    # Hors des enregistrements sans aucune date, presque tout est lu.
    autres = [r for r in refus if r.champ != "dateNotification"]
    assert len(autres) < 0.03 * len(avis)
    for un in avis:
        assert len(un.acheteur_siret) == 14
        assert un.objet
        assert un.montant_ht is None or un.montant_ht > 1
        assert un.cpv is None or len(un.cpv) == 8
        assert all(t.siret is None or len(t.siret) == 14 for t in un.titulaires)
